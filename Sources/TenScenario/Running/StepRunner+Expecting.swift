internal import TenCore

extension StepRunner {
  func expect(_ expectations: Expectations, _ within: Duration) async -> Failure? {
    let deadline = log.now + within
    while true {
      let known = log.count
      let outcome = expectations.look { log.open($0) }
      guard let (missing, count) = outcome.missing else {
        for (port, place) in outcome.passed { log.pass(port, through: place) }
        if let label = step.label, let last = outcome.last {
          world.marks[label] = log.all[last].time
          world.begins[label] = last
        }
        return nil
      }
      guard outcome.wrong == nil, log.now < deadline, !log.isOver else { return describe(missing, count, outcome.wrong, within) }
      await log.change(since: known, until: deadline)
    }
  }

  private func describe(_ wanted: Expectation, _ count: Int, _ wrong: Observation?, _ within: Duration) -> Failure {
    let limit = log.isOver ? "when the session ended, at \(log.now.words)" : "within \(within.words), at \(log.now.words)"
    let few = count > 0 ? "only \(count) of \(wanted.count)" : "nothing that fits"
    var failure = failure(wanted.details, wrong.map { "another message first: \($0.words)" } ?? "\(few) \(limit)")
    failure.spot = wanted.spot
    // What fits best among what was not looked at; where nothing came, what earlier steps have passed may tell.
    let open = log.open(wanted.port).map(\.observation)
    let candidates = (wrong.map { [$0] } ?? open).filter { !$0.isStale && !$0.differences(from: wanted).isEmpty }
    if let nearest = candidates.min(by: { $0.differences(from: wanted).count < $1.differences(from: wanted).count }) {
      failure.nearest = nearest.words
      failure.differences = nearest.differences(from: wanted)
    }
    addRecent(&failure, wanted.port)
    return failure
  }

  private func addRecent(_ failure: inout Failure, _ port: Port) {
    let seen = log.seen(port)
    failure.recentTitle = seen.isEmpty ? "nothing came at \(port.words)" : "the last of \(seen.count) at \(port.words)"
    failure.recent = seen.suffix(5).map(\.words)
    guard seen.isEmpty else { return }
    let others = Set(log.all.lazy.map(\.port).filter { $0.place == port.place }).map(\.words).sorted()
    if !others.isEmpty {
      failure.recentTitle += "; what came there"
      failure.recent = others
    }
  }

  func expectNone(_ wanted: Expectation, _ time: Duration) async -> Failure? {
    let begin = log.count
    let deadline = log.now + time
    while true {
      let known = log.count
      let came = log.all[begin...].first { $0.port == wanted.port && !$0.isStale && $0.differences(from: wanted).isEmpty }
      if let came {
        var failure = failure("no \(wanted.details)", came.words)
        addRecent(&failure, wanted.port)
        return failure
      }
      guard log.now < deadline else { return nil }
      guard !log.isOver else { return nil }
      await log.change(since: known, until: deadline)
    }
  }
}
