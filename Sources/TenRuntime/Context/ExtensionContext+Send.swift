public import TenCore

extension ExtensionContext {
  /// Sends a command to where the graph connects it, or to the nodes or peers that are named, and waits for its final result.
  /// With several destinations the result is the first error, or the last OK; the finals that it is not are its `others`.
  /// - Parameters:
  ///   - command: its turn is the one that it has, else the current one.
  ///   - destinations: names of nodes, or roles of the manifest's `peers`; without any, where the graph connects it.
  ///   - timeout: from now to the final result; without it the graph's `path_timeout`, else 3 minutes.
  ///   - durable: an interrupt or the cancellation of the waiting task does not take the command back.
  /// - Returns: a result of any status: an error result is no thrown error.
  /// - Throws: `SendError` when the node may not send, or no node has the name.
  public func send(_ command: Command, to destinations: String..., timeout: Duration? = nil, durable: Bool = false) async throws(SendError)
    -> CommandResult
  {
    let node = node
    if node.part.loop.isOnLoop {
      return try await node.call(command.envelope, to: destinations, timeout: timeout, isDurable: durable)
    }
    return try await node.part.gate.run { () async throws(SendError) in
      try await node.call(command.envelope, to: destinations, timeout: timeout, isDurable: durable)
    }
  }

  /// Sends a command and gives its results as they come: partial ones, then one final of each destination.
  /// Letting the sequence go cancels the command at its receivers.
  public func stream(
    _ command: Command, to destinations: String..., timeout: Duration? = nil, durable: Bool = false
  ) async throws(SendError) -> CommandResults {
    let node = node
    if node.part.loop.isOnLoop {
      return try await node.stream(command.envelope, to: destinations, timeout: timeout, isDurable: durable)
    }
    return try await node.part.gate.run { () async throws(SendError) in
      try await node.stream(command.envelope, to: destinations, timeout: timeout, isDurable: durable)
    }
  }

  /// Sends a data message, and waits while a receiver's inbox is over its bound.
  /// - Throws: `SendError`, listing the destinations that did not take it; the others keep it. Data that the graph connects to nobody is counted, not thrown.
  public func send(_ data: DataMessage, to destinations: String...) async throws(SendError) {
    if shared.pointee.isOnLoop { return try await node.sendWaiting(data.envelope, to: destinations) }
    let node = node
    try await node.part.gate.run { () async throws(SendError) in try await node.sendWaiting(data.envelope, to: destinations) }
  }

  /// Sends an audio frame. Never waits; a producer that must not lose frames awaits `room(for:)` first.
  @discardableResult
  public func send(_ frame: AudioFrame, to destinations: String...) -> SendOutcome { sendNow(frame.envelope, destinations) }

  /// Sends a video frame. Never waits.
  @discardableResult
  public func send(_ frame: VideoFrame, to destinations: String...) -> SendOutcome { sendNow(frame.envelope, destinations) }

  /// Sends a data message without waiting, for the synchronous layer. It takes its place even where the receiver is over its bound, up to 64 messages
  /// a connection, and is rejected `overdraft` beyond.
  @discardableResult
  public func trySend(_ data: DataMessage, to destinations: String...) -> SendOutcome { sendNow(data.envelope, destinations) }

  /// Sends a command without waiting, for the synchronous layer; `onResult` gets the final result of each destination, on the node's loop.
  @discardableResult
  public func trySend(
    _ command: Command, to destinations: String..., timeout: Duration? = nil, onResult: @escaping @Sendable (CommandResult) -> Void
  ) -> SendOutcome {
    let node = node
    if node.part.loop.isOnLoop { return node.callNow(command.envelope, to: destinations, timeout: timeout, onResult: onResult) }
    let envelope = command.envelope
    node.part.loop.post { _ = node.callNow(envelope, to: destinations, timeout: timeout, onResult: onResult) }
    return .accepted
  }

  /// Passes a command on to where the graph connects its name from here; its results go back to its first sender.
  public func forward(_ command: Command, _ reply: consuming Reply, to destinations: String...) { forward(command, reply.keep(), to: destinations) }

  /// Passes a data message on, unchanged.
  @discardableResult
  public func forward(_ data: DataMessage, to destinations: String...) -> SendOutcome { sendNow(data.envelope, destinations) }

  /// As `forward` of a `Reply`, for a reply that was kept.
  public func forward(_ command: Command, _ reply: PendingReply, to destinations: [String] = []) {
    let node = node
    node.part.perform { node.forward(command.envelope, reply, to: destinations) }
  }

  /// Waits until every receiver of this name has room, so that what is sent next is taken.
  public func room(for name: MessageName, kind: MessageKind = .audio) async throws(SendError) {
    let node = node
    if node.part.loop.isOnLoop { return try await node.room(for: name, kind) }
    try await node.part.gate.run { () async throws(SendError) in try await node.room(for: name, kind) }
  }

  @inline(__always)
  private func sendNow(_ envelope: borrowing Envelope, _ destinations: [String]) -> SendOutcome {
    if shared.pointee.isOnLoop { return node.sendNow(envelope, to: destinations) }
    let (node, message) = (node, copy envelope)
    node.part.loop.post { _ = node.sendNow(message, to: destinations) }
    return .accepted
  }
}

/// The results of one command, in order: partial results, then one final of each destination.
public struct CommandResults: AsyncSequence, Sendable {
  public typealias Element = CommandResult

  let state: State

  init(node: Node, queue: ResultQueue, commands: [(CommandID, Connection)], only: CommandResult?) {
    state = State(node: node, queue: queue, commands: commands, only: only)
  }

  public func makeAsyncIterator() -> Iterator { Iterator(state: state) }

  public struct Iterator: AsyncIteratorProtocol {
    let state: State

    public func next() async -> CommandResult? { await state.next() }
  }

  /// Lets the command go when nobody can read its results any more.
  final class State: @unchecked Sendable {
    // @unchecked: protected by the node's loop; `deinit` posts to it.
    private let node: Node
    private let queue: ResultQueue
    private let commands: [(CommandID, Connection)]
    private var only: CommandResult?

    init(node: Node, queue: ResultQueue, commands: [(CommandID, Connection)], only: CommandResult?) {
      self.node = node
      self.queue = queue
      self.commands = commands
      self.only = only
    }

    deinit {
      let (queue, commands) = (queue, commands)
      node.part.perform { Self.letGo(queue, commands, "the reader of the results of command") }
    }

    private static func letGo(_ queue: ResultQueue, _ commands: [(CommandID, Connection)], _ who: String) {
      for (id, connection) in commands { connection.giveUp(id, .cancelled, "\(who) '\(connection.name)' has gone") }
      queue.abandon()
    }

    func next() async -> CommandResult? {
      if let result = only {
        only = nil
        return result
      }
      if node.part.loop.isOnLoop { return await nextOnLoop() }
      return await node.part.gate.run { await self.nextOnLoop() }
    }

    private func nextOnLoop() async -> CommandResult? {
      let (queue, commands, part) = (queue, commands, node.part)
      if queue.count == 0 { markWaiting(Scope.current) }
      defer { markWaiting(nil) }
      return await withTaskCancellationHandler {
        await queue.next()
      } onCancel: {
        part.loop.post {
          for (id, connection) in commands {
            connection.giveUp(id, .cancelled, "the task that reads the results of '\(connection.name)' was cancelled")
          }
        }
      }
    }

    /// The search for circles looks only at readers that wait, not at streams that are open while their reader does something else.
    private func markWaiting(_ scope: Scope?) {
      for (id, _) in commands {
        node.part.pending.update(id) { entry in
          entry.scope = scope
          if scope != nil { entry.wait = node.part.session.nextWaitID() }
        }
      }
    }
  }
}
