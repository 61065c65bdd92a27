internal import TenCore

/// Looks for what a step expects among what was seen. Pure.
struct Expectations {
  let wanted: [Expectation]
  let isUnordered: Bool
  /// Where in the log the steps with a name began.
  var begins: [String: Int] = [:]

  struct Outcome {
    /// The place in the log of the last message that fits; nil when not all are there.
    var last: Int?
    /// What is to be passed at each port.
    var passed: [Port: Int] = [:]
    /// The first that is not there, and how many of it came.
    var missing: (expectation: Expectation, count: Int)?
    /// What came where something else must have come next.
    var wrong: Observation?
  }

  func look(at open: (Port) -> [(place: Int, observation: Observation)]) -> Outcome {
    var outcome = Outcome()
    var taken: Set<Int> = []
    var behind = -1
    for expectation in wanted {
      var count = 0
      let since = expectation.since.flatMap { begins[$0] } ?? 0
      for (place, observation) in open(expectation.port) where !taken.contains(place) && (isUnordered || place > behind) && place >= since {
        if observation.isStale { continue }
        guard observation.differences(from: expectation).isEmpty else {
          guard expectation.isNext else { continue }
          outcome.wrong = observation
          outcome.missing = (expectation, count)
          return outcome
        }
        taken.insert(place)
        outcome.passed[expectation.port] = max(outcome.passed[expectation.port] ?? -1, place)
        outcome.last = max(outcome.last ?? -1, place)
        if !isUnordered { behind = place }
        count += 1
        if count == expectation.count { break }
      }
      if count < expectation.count {
        outcome.missing = (expectation, count)
        return outcome
      }
    }
    return outcome
  }
}
