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
      let sent = try placeAll(&envelope, over: connections, timeout: nil, isDurable: false, scope: nil) { position in
        fanOut.map { .fanOut($0, position) } ?? .relay(reply)
      }
      guard let sender = reply.connection?.sourcePart else { return }
      remember(sent.filter { part.pending.isOpen($0.id) }, for: Upstream(reply.id, of: sender))
    } catch {
      _ = reply.connection?.finish(reply.id, with: CommandResult(error.code.status, detail: error.description))
    }
  }

  private func remember(_ sent: [Sent], for upstream: Upstream) {
    guard !sent.isEmpty else { return }
    if forwarded.count >= 256 { forwarded = forwarded.filter { $0.value.contains { part.pending.isOpen($0.id) } } }
    forwarded[upstream] = sent
  }

  /// Whether `room(for:)` would not wait. Without an array: it is asked for each message of a relay.
  func hasRoom(for name: MessageName, _ kind: MessageKind) -> Bool {
    var probe = Envelope(kind, name)
    probe.turn = part.currentTurn
    let routes = state.pointee.routes.find(kind, name)
    for reference in routes {
      let connection = reference.takeUnretainedValue()
      probe.flags = connection.classFlags
      guard connection.hasRoom(probe.inboxClass) else { return false }
    }
    guard routes.count == 0, let caught = try? caught(kind, name) else { return true }
    probe.flags = caught.classFlags
    return caught.hasRoom(probe.inboxClass)
  }

  /// Waits until every receiver of a name has room for what the node would send now.
  func room(for name: MessageName, _ kind: MessageKind) async throws(SendError) {
    try checkMaySend()
    var probe = Envelope(kind, name)
    probe.turn = part.currentTurn
    var connections = state.pointee.routes.connections(kind, name)
    if connections.isEmpty, let caught = try caught(kind, name) { connections = [caught] }
    for connection in connections {
      probe.flags = connection.classFlags
      try await connection.waitForRoom(probe.inboxClass)
    }
  }
}

/// A command that a node has taken: the place in its sender's table, and whose table that is.
struct Upstream: Hashable {
  private let id: CommandID
  private let part: ObjectIdentifier

  init(_ id: CommandID, of part: SessionPart) {
    self.id = id
    self.part = ObjectIdentifier(part)
  }
}
