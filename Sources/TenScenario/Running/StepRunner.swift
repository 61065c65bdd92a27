internal import TenCore
internal import TenGraph
internal import TenRuntime
internal import TenTesting

/// Carries one step out; nil when it went well.
struct StepRunner {
  let world: World
  let session: Session
  let step: Step

  private var log: ObservationLog { world.log }

  func run() async -> Failure? {
    if let label = step.label {
      world.marks[label] = log.now
      world.begins[label] = log.count
    }
    switch step.action {
    case .send(let send): return await run(send)
    case .expect(let wanted, let isUnordered, let within):
      return await expect(Expectations(wanted: wanted, isUnordered: isUnordered, begins: world.begins), within)
    case .expectNone(let wanted, let time): return await expectNone(wanted, time)
    case .advance(let time): await world.loop.wait(time)
    case .interrupt: await session.interrupt()
    case .stop: await session.stop()
    case .join(let who): return await doing("'\(who)' in the channel") { try await world.channel.join(who) }
    case .leave(let who): await world.channel.leave(who)
    case .speak(let who, let sound, let waits):
      guard world.channel.isIn(who) else { return failure("'\(who)' in the channel", "it is not there; let it join first") }
      guard waits else {
        let channel = world.channel
        _ = Task(executorPreference: world.loop) { await channel.speak(who, sound) }
        return nil
      }
      await world.channel.speak(who, sound)
    case .write(let who, let value): return await doing("a written message") { try world.channel.write(who, value.string ?? "") }
    case .breakOff(let rule): world.network.breakOff(rule)
    }
    return nil
  }

  private func failure(_ expected: String, _ came: String) -> Failure { Failure(step.spot, step.words, expected: expected, came: came) }

  private func doing(_ expected: String, _ body: () async throws -> Void) async -> Failure? {
    do {
      try await body()
      return nil
    } catch {
      return failure(expected, "\(error)")
    }
  }

  // MARK: expectations

  private func expect(_ expectations: Expectations, _ within: Duration) async -> Failure? {
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

  private func expectNone(_ wanted: Expectation, _ time: Duration) async -> Failure? {
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

  // MARK: sending

  private func run(_ send: SendAction) async -> Failure? {
    guard send.waits else {
      let task = self
      _ = Task(executorPreference: world.loop) { _ = try? await task.carryOut(send) }
      return nil
    }
    let result: CommandResult?
    do {
      result = try await limited(send)
    } catch {
      return failure("\(send.words) to be taken", "\(error)")
    }
    guard send.message.kind == .command else { return nil }
    guard let result else { return failure("a result within \(send.within.words)", "none until \(log.now.words)") }
    return check(result, send.result)
  }

  private func check(_ result: CommandResult, _ wanted: ResultPattern?) -> Failure? {
    let came = "a result '\(result.status)' with \(Value(result.properties).shortText)"
    guard let wanted else { return result.isOK ? nil : failure("a result 'ok'", came) }
    var differences: [String] = []
    let status = wanted.status ?? (wanted.pattern == nil ? .ok : result.status)
    if result.status != status { differences.append("status: expected '\(status)', got '\(result.status)'") }
    differences += wanted.pattern?.differences(from: .object(result.properties)) ?? []
    guard !differences.isEmpty else { return nil }
    var failure = failure(wanted.words, came)
    failure.differences = differences
    return failure
  }

  /// The result of the command, or nil when it does not come in time.
  private func limited(_ send: SendAction) async throws -> CommandResult? {
    guard send.message.kind == .command else { return try await carryOut(send) }
    let race = Race()
    let timer = world.loop.after(send.within.nanoseconds) { race.finish(.success(nil)) }
    let runner = self
    _ = Task(executorPreference: world.loop) {
      do {
        race.finish(.success(try await runner.carryOut(send)))
      } catch {
        race.finish(.failure(error))
      }
    }
    let result = await race.value()
    world.loop.cancel(timer)
    return try result.get()
  }

  private func carryOut(_ send: SendAction) async throws -> CommandResult? {
    if let from = send.from {
      guard let index = session.graph.index(of: from), let context = session.context(of: index) else {
        throw ScenarioError(description: "the node '\(from)' is not there any more")
      }
      return try await MessageSender(context: context, last: session.lastBegunTurn).send(send.message, to: send.to)
    }
    return try await HostSender(session: session, loop: world.loop).send(send.message, to: send.to ?? "")
  }
}

/// The first of two outcomes. Confined to one loop.
private final class Race: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private var outcome: Result<CommandResult?, any Error>?
  private var waiter: UnsafeContinuation<Void, Never>?

  func finish(_ result: Result<CommandResult?, any Error>) {
    guard outcome == nil else { return }
    outcome = result
    waiter?.resume()
    waiter = nil
  }

  func value() async -> Result<CommandResult?, any Error> {
    await withUnsafeContinuation { continuation in
      if outcome == nil { waiter = continuation } else { continuation.resume() }
    }
    return outcome ?? .success(nil)
  }
}
