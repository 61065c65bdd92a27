package import TenCore

extension Session {
  /// Hands over how the session stands: its nodes with their state, and what became of each connection's messages. Called once, on the session's main
  /// loop, also when the session has ended. From any thread.
  ///
  /// Loops are looked at one after the other: the sums of a session on several loops are those of slightly different moments.
  /// `age_ms`, since the last message of a connection, is as coarse as the loop's turns. Nothing is masked.
  package func snapshot(_ call: @escaping @Sendable (Value) -> Void) { onMain { $0.takeSnapshot(call) } }

  private func takeSnapshot(_ call: @escaping @Sendable (Value) -> Void) {
    if let record { return call(Self.snapshot(of: record)) }
    let number = nextWaitID()
    snapshots[number] = call
    lookAtSenders(parts[...], SessionSnapshot(), number)
  }

  /// What each loop's nodes have sent, and how they stand.
  private func lookAtSenders(_ rest: ArraySlice<SessionPart>, _ seen: SessionSnapshot, _ number: UInt64) {
    guard let part = rest.first else { return lookAtReceivers(parts[...], seen, number) }
    part.perform {
      var seen = seen
      part.addSenders(to: &seen)
      let found = seen
      part.session.onMain { $0.lookAtSenders(rest.dropFirst(), found, number) }
    }
  }

  /// What each loop's nodes have got from other loops.
  private func lookAtReceivers(_ rest: ArraySlice<SessionPart>, _ seen: SessionSnapshot, _ number: UInt64) {
    guard let part = rest.first else { return finishSnapshot(seen, number) }
    part.perform {
      var seen = seen
      for (index, way) in seen.ways.enumerated() {
        guard let connection = way.source, !connection.isLocal, connection.destination.part === part else { continue }
        seen.ways[index].connection.counters = way.connection.counters + connection.hot.pointee.counters
      }
      let found = seen
      part.session.onMain { $0.lookAtReceivers(rest.dropFirst(), found, number) }
    }
  }

  private func finishSnapshot(_ seen: SessionSnapshot, _ number: UInt64) {
    guard let call = snapshots.removeValue(forKey: number) else { return }
    let nodes = graph.nodes.indices.compactMap { index -> Value? in
      guard var node = seen.nodes[index] else { return nil }
      node.record.restarts = restarts[index]
      node.record.preparedAt = times[index].prepared.map(milliseconds)
      node.record.runningAt = times[index].running.map(milliseconds)
      return node.value
    }
    var object: Properties = [
      "session": .string(name), "graph": .string(graph.name), "state": .string(machine.phase.rawValue),
      "milliseconds": .float(milliseconds(loop.readClock())), "turn": Value(Int(lastTurnNumber)), "ended_turn": Value(Int(endedThroughNumber)),
      "pending": Value(seen.pending), "queued_bytes": Value(queuedBytes), "nodes": .array(nodes), "connections": .array(seen.ways.map(\.value)),
    ]
    let grown = named(grownMemory)
    if !grown.isEmpty { object["memory"] = .object(EndRecord.value(ofMemory: grown)) }
    if !interruptions.isEmpty {
      object["interrupts"] = .array(
        interruptions.map { running in
          [
            "turn": Value(Int(running.turn.number)),
            "nodes_owing": .array(running.nodes.sorted().map { Value.string(graph.nodes[$0].name) }),
          ]
        })
    }
    call(.object(object))
  }

  /// The session is over: whoever waits for a snapshot gets that of the end.
  func endSnapshots(_ record: EndRecord) {
    let waiting = snapshots.sorted { $0.key < $1.key }
    snapshots = [:]
    for (_, call) in waiting { call(Self.snapshot(of: record)) }
  }

  private static func snapshot(of record: EndRecord) -> Value {
    let nodes = record.nodes.map { SessionSnapshot.Node(record: $0, queued: 0, handlers: 0).value }
    let ways = record.connections.map { SessionSnapshot.Way(connection: $0, source: nil, age: nil).value }
    var object: Properties = [
      "session": .string(record.session), "graph": .string(record.graph), "state": "ended", "milliseconds": .float(record.milliseconds),
      "nodes": .array(nodes), "connections": .array(ways),
    ]
    if !record.memory.isEmpty { object["memory"] = .object(EndRecord.value(ofMemory: record.memory)) }
    return .object(object)
  }
}

extension SessionPart {
  /// On the part's loop.
  fileprivate func addSenders(to seen: inout SessionSnapshot) {
    let now = loop.now / 1_000_000
    seen.pending += pending.count
    for node in nodes {
      var record = EndRecord.Node(name: node.name, extension: node.compiled.extension)
      record.phase = node.state.pointee.phase
      record.errors = node.errors
      record.lastError = node.lastError
      seen.nodes[node.index] = .init(record: record, queued: node.state.pointee.inbox.count, handlers: node.state.pointee.handlers)
      seen.ways += node.outputs.map { $0.way(now) }
      for (key, counters) in node.strays.records.sorted(by: { ($0.key.kind.rawValue, $0.key.name.id) < ($1.key.kind.rawValue, $1.key.name.id) }) {
        let stray = EndRecord.Connection(source: node.name, destination: "", kind: key.kind.key, name: key.name.text, counters: counters)
        seen.ways.append(.init(connection: stray, source: nil, age: nil))
      }
    }
    guard session.main === self else { return }
    let own = session.hostConnections.values.sorted { ($0.destination.index, $0.name.id) < ($1.destination.index, $1.name.id) }
    seen.ways += own.map { $0.way(now) }
  }
}

extension Connection {
  /// What the sender's loop knows of it.
  fileprivate func way(_ now: UInt64) -> SessionSnapshot.Way {
    var record = EndRecord.Connection(
      source: source == Envelope.outside ? "host" : sourcePart.session.graph.nodes[Int(source)].name, destination: destination.name, kind: kind.key,
      name: name.text, counters: sender.hot.pointee.counters, inFlight: inFlight)
    if kind == .command { record.results = results }
    record.fallbackOf = fallbackOf
    let sent = sender.hot.pointee.lastSent
    return .init(connection: record, source: self, age: sent == 0 ? nil : now >= sent ? now - sent : 0)
  }
}
