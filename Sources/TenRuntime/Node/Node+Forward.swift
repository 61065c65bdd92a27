internal import TenCore

extension Node {
  /// Passes a command on; the results go back to its first sender. With several destinations: the first error, or the last OK.
  func forward(_ original: Envelope, _ reply: PendingReply, to names: [String]) {
    var envelope = original
    do throws(SendError) {
      let connections = try route(&envelope, to: names)
      guard !connections.isEmpty else {
        let detail = "node '\(name)' forwards the command '\(envelope.name)', and the graph connects it to no node"
        _ = reply.connection?.finish(reply.id, with: CommandResult(.noRoute, detail: detail))
        return
      }
      let fanOut = connections.count > 1 ? FanOut(count: connections.count) { _ = reply.connection?.finish(reply.id, with: $0) } : nil
      var sent: [(CommandID, Connection)] = []
      for (position, connection) in connections.enumerated() {
        let waiter = fanOut.map { PendingTable.Waiter.fanOut($0, position) } ?? .relay(reply)
        guard let id = part.pending.open(connection, waiter: waiter, isDurable: false) else { throw Self.tooMany }
        sent.append((id, connection))
        _ = place(&envelope, id, over: connection)
        wait(for: id, over: connection, timeout: nil)
      }
      remember(sent.filter { part.pending.isOpen($0.0) }, for: reply.id)
    } catch {
      _ = reply.connection?.finish(reply.id, with: CommandResult(error.code.status, detail: error.description))
    }
  }

  private func remember(_ sent: [(CommandID, Connection)], for upstream: CommandID) {
    guard !sent.isEmpty else { return }
    if forwarded.count >= 256 { forwarded = forwarded.filter { $0.value.contains { part.pending.isOpen($0.0) } } }
    forwarded[upstream] = sent
  }

  /// Whether `room(for:)` would not wait. Without an array: it is asked for each message of a relay.
  func hasRoom(for name: MessageName, _ kind: MessageKind) -> Bool {
    var probe = Envelope(kind, name)
    probe.turn = part.currentTurn
    for reference in state.pointee.routes.find(kind, name) {
      let connection = reference.takeUnretainedValue()
      probe.flags = connection.classFlags
      guard connection.hasRoom(probe.inboxClass) else { return false }
    }
    return true
  }

  /// Waits until every receiver of a name has room for what the node would send now.
  func room(for name: MessageName, _ kind: MessageKind) async throws(SendError) {
    try checkMaySend()
    var probe = Envelope(kind, name)
    probe.turn = part.currentTurn
    for connection in state.pointee.routes.connections(kind, name) {
      probe.flags = connection.classFlags
      try await connection.waitForRoom(probe.inboxClass)
    }
  }
}
