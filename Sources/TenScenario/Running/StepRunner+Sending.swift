internal import TenCore
internal import TenRuntime

extension StepRunner {
  func run(_ send: SendAction) async -> Failure? {
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
    let came = "a result '\(result.status.key)' with \(Value(result.properties).shortText)"
    guard let wanted else { return result.isOK ? nil : failure("a result 'ok'", came) }
    var differences: [String] = []
    let status = wanted.status ?? (wanted.pattern == nil ? .ok : result.status)
    if result.status != status { differences.append("status: expected '\(status.key)', got '\(result.status.key)'") }
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
