internal import Logging
internal import TenCore

/// Sending, on the node's loop.
extension Node {
  /// - Throws: when the node may not send now.
  @inline(__always)
  func checkMaySend() throws(SendError) {
    switch state.pointee.phase {
    case .running, .starting, .stopping: return
    default: throw refusal()
    }
  }

  private func refusal() -> SendError {
    switch state.pointee.phase {
    case .created, .preparing, .prepared:
      SendError(.notStarted, "node '\(name)' sends before its start message: prepare may not send; send in start, or later")
    default: SendError(.ended, "node '\(name)' sends after its end")
    }
  }

  /// Fills in what every message has, and finds where it goes; an empty list where the graph connects it to nobody.
  @inline(__always)
  func route(_ envelope: inout Envelope, to names: [String]) throws(SendError) -> [Connection] {
    try checkMaySend()
    address(&envelope)
    if names.isEmpty {
      let connections = state.pointee.routes.connections(envelope.kind, envelope.name)
      guard connections.isEmpty else { return connections }
      if let caught = try caught(envelope.kind, envelope.name) { return [caught] }
      stray(envelope)
      return []
    }
    var connections: [Connection] = []
    for name in names { connections.append(try connection(to: name, envelope.kind, envelope.name)) }
    return connections
  }

  /// Fills in who sends, and in which turn.
  @inline(__always)
  func address(_ envelope: inout Envelope) {
    envelope.source = state.pointee.index
    if envelope.turn.isNone, !envelope.flags.contains(.withoutTurn) {
      let loop = state.pointee.loop
      envelope.turn = loop.pointee.isInDelivery ? loop.pointee.turn : Scope.current?.turn ?? .none
    }
    if state.pointee.isWatched { show(envelope) }
  }

  private func show(_ envelope: borrowing Envelope) {
    if let recorder = state.pointee.recorder {
      recorder._withUnsafeGuaranteedRef { $0.record(MessageHeader(envelope), at: state.pointee.loop.pointee.milliseconds) }
    }
    part.session.host.options.onSend?(index, copy envelope, state.pointee.isStale(envelope))
  }

  /// A task of the node runs on its loop from now on.
  func recordTask(_ task: Task<Void, Never>) {
    state.pointee.recorder?._withUnsafeGuaranteedRef { $0.record(task: unsafeBitCast(task, to: UInt.self), of: index) }
  }

  private func connection(to destination: String, _ kind: MessageKind, _ message: MessageName) throws(SendError) -> Connection {
    let session = part.session
    guard let index = compiled.peers[destination] ?? session.graph.index(of: destination) else {
      if let caught = try caught(kind, message, addressedTo: destination) { return caught }
      let near = Suggestion.nearest(to: destination, in: session.graph.nodes.map(\.name) + compiled.peers.keys.sorted())
      throw SendError(
        .unknownDestination,
        "node '\(name)' sends \(kind.key) '\(message)' to '\(destination)': the graph has no node of that name, and the manifest no such peer"
          + (near.map { "; did you mean '\($0)'?" } ?? ""), destinations: [destination])
    }
    return try connection(NamedRoute(destination: index, kind: kind, name: message), addressedTo: session.graph.nodes[index].name)
  }

  /// The connection to the node that gets what goes to nobody, where a test has named one.
  func caught(_ kind: MessageKind, _ message: MessageName, addressedTo destination: String? = nil) throws(SendError) -> Connection? {
    guard let index = compiled.unconnected else { return nil }
    let route = NamedRoute(destination: index, kind: kind, name: message, missing: destination ?? "")
    return try connection(route, addressedTo: destination)
  }

  private func connection(_ route: NamedRoute, addressedTo destination: String?) throws(SendError) -> Connection {
    if let known = named[route] { return known }
    guard named.count < StrayRecords.maximumNames else {
      throw SendError(.tooManyNames, "node '\(name)' has sent \(named.count) kinds of message to destinations by name: do not make names out of data")
    }
    let made = Connection(from: index, of: part, to: part.session.nodes[route.destination], route.kind, route.name)
    made.addressedTo = destination
    named[route] = made
    return made
  }

  private func stray(_ envelope: Envelope) {
    let isFirst = strays.count(envelope.kind, envelope.name) { counters in
      counters.sent += 1
      if envelope.kind == .command { counters.rejected += 1 } else { counters[.noRoute] += 1 }
    }
    if isFirst {
      part.session.log(
        .notice, node: UInt16(index),
        "\(envelope.kind.key) '\(envelope.name)' goes nowhere: the graph connects it to no node (further ones are counted)")
    }
  }

  /// Offers one message to each connection. The node counts as being on the stack meanwhile, so that nothing is delivered back into it.
  func offer(_ envelope: borrowing Envelope, to connections: [Connection]) -> SendSummary {
    let wasEntered = state.pointee.isEntered
    state.pointee.isEntered = true
    var summary = SendSummary()
    for connection in connections { summary.add(connection.offer(envelope), connection) }
    state.pointee.isEntered = wasEntered
    return summary
  }

  @inline(__always)
  private func offer(_ envelope: borrowing Envelope, to connections: UnsafeMutableBufferPointer<Unmanaged<Connection>>) -> SendSummary {
    let wasEntered = state.pointee.isEntered
    state.pointee.isEntered = true
    var summary = SendSummary()
    for index in 0..<connections.count {
      connections[index]._withUnsafeGuaranteedRef { connection in
        if !connection.deliver(envelope) { summary.add(connection.offer(envelope), connection) }
      }
    }
    state.pointee.isEntered = wasEntered
    return summary
  }

  /// Sends a frame, or a data message that does not wait.
  func sendNow(_ original: borrowing Envelope, to names: [String]) -> SendOutcome {
    let connections = state.pointee.routes.find(original.kind, original.name)
    guard names.isEmpty, state.pointee.phase == .running, connections.count > 0 else { return sendSlowly(original, to: names) }
    var envelope = copy original
    address(&envelope)
    let summary = offer(envelope, to: connections)
    return summary.isClean ? .accepted : summary.outcome
  }

  private func sendSlowly(_ original: borrowing Envelope, to names: [String]) -> SendOutcome {
    var envelope = copy original
    do {
      let connections = try route(&envelope, to: names)
      guard !connections.isEmpty else { return .dropped(.noRoute) }
      return offer(envelope, to: connections).outcome
    } catch {
      return .rejected(error)
    }
  }

  func sendWaiting(_ original: Envelope, to names: [String]) async throws(SendError) {
    let routes = state.pointee.routes.find(original.kind, original.name)
    var envelope = original
    if names.isEmpty, state.pointee.phase == .running, routes.count > 0 {
      address(&envelope)
      let summary = offer(envelope, to: routes)
      if summary.isClean { return }
      return try await settle(summary, envelope)
    }
    let connections = try route(&envelope, to: names)
    let summary = offer(envelope, to: connections)
    try await settle(summary, envelope)
  }

  private func settle(_ summary: SendSummary, _ envelope: Envelope) async throws(SendError) {
    for connection in summary.waitFor { try await connection.waitForRoom(envelope.inboxClass) }
    if let error = summary.error { throw error }
  }
}

/// What became of one message at its destinations.
struct SendSummary {
  private(set) var waitFor: [Connection] = []
  private(set) var error: SendError?
  private var dropped: DropReason?
  /// Everybody took it, or has it in the lane.
  private(set) var isClean = true

  mutating func add(_ offer: Offer, _ connection: Connection) {
    switch offer {
    case .delivered, .queued: return
    case .overBound: waitFor.append(connection)
    case .dropped(let reason): dropped = dropped ?? reason
    case .rejected(let code, let text):
      let names = (error?.destinations ?? []) + [connection.destination.name]
      error = SendError(error?.code ?? code, (error.map { $0.description + "; " } ?? "") + text, destinations: names)
    }
    isClean = false
  }

  var outcome: SendOutcome {
    if let error { return .rejected(error) }
    if let dropped { return .dropped(dropped) }
    return .accepted
  }
}
