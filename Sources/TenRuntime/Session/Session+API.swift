public import TenCore

/// For whoever has started the session; from any thread.
extension Session {
  /// Waits until every node runs.
  /// - Throws: `SessionEnded` with the end record, when the session ended before.
  public func ready() async throws(SessionEnded) {
    try await waiting { session, call in session.afterReady(call) }
  }

  /// Waits until every node is prepared.
  public func prepared() async throws(SessionEnded) {
    try await waiting { session, call in session.afterPrepared(call) }
  }

  /// Waits for the session's end.
  public func ended() async -> EndRecord {
    await withUnsafeContinuation { continuation in
      onMain { $0.afterEnd { continuation.resume(returning: $0) } }
    }
  }

  /// Gives a prepared session its start message.
  public func start(_ request: StartRequest) throws(Diagnostics) { try start(request, name: name) { _ in } }

  /// Gives a prepared session its start message and its name, which its end record bears.
  /// - Parameter planned: told what the nodes will get, before any of them does.
  package func start(_ request: StartRequest, name: String, _ planned: (StartPlan) -> Void) throws(Diagnostics) {
    var random = self.random
    let plan = try StartPlanner.plan(graph, request, random: &random)
    rename(name)
    planned(plan)
    onMain { $0.start(plan) }
  }

  /// Ends the session and waits for its end record. The first reason counts.
  @discardableResult
  public func stop(_ reason: EndReason = EndReason(.stopped)) async -> EndRecord {
    onMain { $0.stop(reason) }
    return await ended()
  }

  /// Asks for the end without waiting for it.
  public func requestStop(_ reason: EndReason) { onMain { $0.stop(reason) } }

  /// Sends a command of the host to a node and waits for its final result.
  public func send(_ command: Command, to node: String) async throws(SendError) -> CommandResult {
    let index = try self.index(of: node)
    return await withUnsafeContinuation { continuation in
      onMain { $0.send(command.envelope, to: index) { continuation.resume(returning: $0) } }
    }
  }

  /// Sends a data message of the host to a node.
  public func send(_ data: DataMessage, to node: String) throws(SendError) {
    let index = try self.index(of: node)
    onMain { _ = $0.offer(data.envelope, to: index) }
  }

  public func send(_ frame: AudioFrame, to node: String) throws(SendError) {
    let index = try self.index(of: node)
    onMain { _ = $0.offer(frame.envelope, to: index) }
  }

  public func send(_ frame: VideoFrame, to node: String) throws(SendError) {
    let index = try self.index(of: node)
    onMain { _ = $0.offer(frame.envelope, to: index) }
  }

  /// Ends the last turn that began; as `ExtensionContext.interrupt`.
  @discardableResult
  public func interrupt() async -> InterruptReport {
    loop.isOnLoop ? await interrupt(waits: true) : await gate.run { await self.interrupt(waits: true) }
  }

  private func index(of node: String) throws(SendError) -> NodeIndex {
    guard let index = graph.index(of: node) else {
      throw SendError(.unknownDestination, "the host sends to '\(node)': the graph '\(graph.name)' has no such node", destinations: [node])
    }
    return index
  }

  private func waiting(
    _ register: @escaping @Sendable (Session, @escaping (Result<Void, SessionEnded>) -> Void) -> Void
  ) async throws(SessionEnded) {
    let result = await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<Void, SessionEnded>, Never>) in
      onMain { register($0) { continuation.resume(returning: $0) } }
    }
    try result.get()
  }
}

extension Session {
  /// Sends a command of the host to a node; its final result is handed over on the session's main loop. From any thread.
  /// - Parameter milliseconds: until it is answered with `timeout`; nil for the connection's own time-out.
  package func send(
    _ command: Command, to node: String, milliseconds: Int?, _ result: @escaping @Sendable (CommandResult) -> Void
  ) throws(SendError) {
    let index = try self.index(of: node)
    onMain { $0.send(command.envelope, to: index, milliseconds: milliseconds, result) }
  }

  /// Sends a data message of the host to a node, and hands over on the session's main loop whether the node took it. From any thread.
  package func send(_ data: DataMessage, to node: String, _ result: @escaping @Sendable (CommandResult) -> Void) throws(SendError) {
    let index = try self.index(of: node)
    onMain { session in
      switch session.offer(data.envelope, to: index) {
      case .delivered, .queued, .overBound: result(.ok())
      case .rejected(let code, let text): result(CommandResult(code == .ended ? .stopped : .error, detail: text))
      case .dropped(let reason): result(.error("the message '\(data.name)' to node '\(node)' was dropped: \(reason.key)"))
      }
    }
  }
}

extension Session {
  fileprivate func offer(_ envelope: borrowing Envelope, to index: NodeIndex) -> Offer {
    guard index < nodes.count else { return .rejected(.ended, "the session has ended") }
    return hostConnection(to: index, envelope.kind, envelope.name).offer(envelope)
  }

  fileprivate func send(
    _ original: Envelope, to index: NodeIndex, milliseconds: Int? = nil, _ result: @escaping (CommandResult) -> Void
  ) {
    guard index < nodes.count else { return result(CommandResult(.stopped, detail: "the session has ended")) }
    let connection = hostConnection(to: index, .command, original.name)
    guard let id = main.pending.open(connection, waiter: .call(result), isDurable: false, turn: original.turn) else {
      return result(CommandResult(.overdraft, detail: "too many commands wait for their results"))
    }
    main.setDeadline(of: id, milliseconds: milliseconds ?? connection.timeout)
    var envelope = original
    envelope.command = id
    switch connection.offer(envelope) {
    case .delivered, .queued, .overBound: break
    case .rejected(let code, let text): connection.finishRejected(id, code, text)
    case .dropped(let reason): connection.finish(id, with: CommandResult(.stopped, detail: "the command was dropped: \(reason.key)"))
    }
  }
}

extension Session {
  /// The context of a node, to send as that node does.
  package func context(of node: NodeIndex) -> ExtensionContext? { nodes.indices.contains(node) ? nodes[node].context : nil }

  /// The last turn that began.
  package var lastBegunTurn: Turn { lastTurnNumber == 0 ? .none : Turn(number: lastTurnNumber) }

  /// What waits for what now, in words. On the session's loop.
  package var waitsInWords: [String] {
    let states = nodes.filter { $0.state.pointee.phase != .running }.map { "node '\($0.name)' is \($0.state.pointee.phase.rawValue)" }
    return parts.flatMap { $0.reportWaits().waits.map(\.text) } + states
  }
}
