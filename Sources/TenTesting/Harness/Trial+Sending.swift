public import TenCore
public import TenRuntime

/// Sending, as a neighbour of the node under test does.
extension Trial {
  /// Sends a command and waits for its final result, in virtual time.
  /// - `node`: nil for the node under test; in a whole graph it must be named.
  @discardableResult
  public func send(_ command: Command, to node: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: Int = #line) async throws
    -> CommandResult
  {
    let node = try destination(node, Place(fileID, line))
    note(command, .command, to: node)
    let result = try await context.send(command, to: node, timeout: timeout)
    journal.result(result, from: node, to: own.name, at: time)
    return result
  }

  /// Sends a command and goes on; `onResult` gets its final result.
  public func sendWithoutWaiting(
    _ command: Command, to node: String? = nil, fileID: String = #fileID, line: Int = #line,
    onResult: @escaping @Sendable (CommandResult) -> Void = { _ in }
  ) throws {
    let node = try destination(node, Place(fileID, line))
    note(command, .command, to: node)
    context.trySend(command, to: node) { [journal, own, loop, begin] result in
      journal.result(result, from: node, to: own.name, at: .nanoseconds(Int64(clamping: loop.now - begin)))
      onResult(result)
    }
  }

  /// Sends a command and gives its results as they come.
  public func stream(_ command: Command, to node: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: Int = #line) async throws
    -> CommandResults
  {
    let node = try destination(node, Place(fileID, line))
    note(command, .command, to: node)
    return try await context.stream(command, to: node, timeout: timeout)
  }

  /// Sends data, and waits while the node's inbox is over its bound.
  public func send(_ data: DataMessage, to node: String? = nil, fileID: String = #fileID, line: Int = #line) async throws {
    let node = try destination(node, Place(fileID, line))
    note(data, .data, to: node)
    try await context.send(data, to: node)
  }

  @discardableResult
  public func send(_ frame: AudioFrame, to node: String? = nil, fileID: String = #fileID, line: Int = #line) throws -> SendOutcome {
    let node = try destination(node, Place(fileID, line))
    note(frame, .audio, to: node)
    return context.send(frame, to: node)
  }

  @discardableResult
  public func send(_ frame: VideoFrame, to node: String? = nil, fileID: String = #fileID, line: Int = #line) throws -> SendOutcome {
    let node = try destination(node, Place(fileID, line))
    note(frame, .video, to: node)
    return context.send(frame, to: node)
  }

  /// The next turn of the session; `within` makes it that of what is sent.
  public func beginTurn() -> Turn { context.beginTurn() }

  /// What `body` sends without a turn of its own belongs to `turn`.
  public func within<R, E: Error>(_ turn: Turn, _ body: nonisolated(nonsending) () async throws(E) -> R) async throws(E) -> R {
    try await context.within(turn, body)
  }

  /// Ends the last turn that began, and every turn before it.
  @discardableResult
  public func interrupt() async -> InterruptReport {
    journal.note("\(own.name) interrupts", at: time)
    return await context.interrupt()
  }

  private func note(_ message: any Message, _ kind: MessageKind, to node: String) {
    journal.message(message, kind, from: own.name, to: node, at: time)
  }

  private func destination(_ node: String?, _ place: Place) throws(TrialFailure) -> String {
    guard let node = node ?? target else {
      throw failure(.expectation, "sending in a whole graph needs a destination: trial.send(…, to: \"node\")", place)
    }
    return node
  }
}
