internal import TenCore

/// The end of a session: everything is counted and looked for, and the record is written.
extension Session {
  func audited(_ finding: String) { onMain { $0.audit.append(finding) } }

  /// Every node has ended. Posted, because a worker that ends may still be on the stack.
  func finish() {
    guard !isFinishing else { return }
    isFinishing = true
    loop.cancel(stopTimer)
    loop.cancel(startTimer)
    loop.cancel(waitTimer)
    settleInterruptions()
    loop.post { self.collect(self.parts[...], []) }
  }

  private func collect(_ rest: ArraySlice<SessionPart>, _ found: [PartRecord]) {
    guard let part = rest.first else { return conclude(found) }
    let others = rest.dropFirst()
    part.loop.post {
      let record = part.closingRecord()
      part.session.onMain { $0.collect(others, found + [record]) }
    }
  }

  private func conclude(_ found: [PartRecord]) {
    let grown = grownMemory
    let reason = (machine.reason ?? EndReason(.stopped)).naming(grown, nodes: graph.nodes.map(\.name))
    var record = EndRecord(session: name, graph: graph.name, reason: reason)
    record.reasonNode = reason.node.map { graph.nodes[$0].name }
    record.milliseconds = milliseconds(loop.readClock())
    record.nodes = nodes.map(nodeRecord)
    record.connections =
      found.flatMap(\.connections)
      + hostConnections.values.sorted { ($0.destination.index, $0.name.id) < ($1.destination.index, $1.name.id) }.map { $0.record(in: graph) }
    record.memory = named(grown)
    record.start = plan?.report(graph) ?? .null
    record.audit = audit + found.flatMap(\.findings) + record.connections.compactMap(\.imbalance)
    if queuedBytes != 0 { record.audit.append("\(queuedBytes) bytes of payloads are counted as waiting, and no message waits") }
    emit(.ended, reason.node, reason.detail)
    let ownLoops = parts.filter(\.ownsLoop).map(\.loop)
    hasEnded(record)
    view.change { $0.loops = [] }
    host.sessionEnded(self, loops: ownLoops)
    dissolve()
  }

  private func nodeRecord(_ node: Node) -> EndRecord.Node {
    var record = EndRecord.Node(name: node.name, extension: node.compiled.extension)
    record.phase = node.state.pointee.phase
    record.errors = node.errors
    record.lastError = node.lastError
    record.restarts = restarts[node.index]
    record.preparedAt = times[node.index].prepared.map(milliseconds)
    record.runningAt = times[node.index].running.map(milliseconds)
    record.stoppedAt = times[node.index].stopped.map(milliseconds)
    return record
  }

  /// A worker has ended: nothing to do, unless the session has and this was a handler that it had given up.
  func workerEnded(of part: SessionPart) {}
}

/// What one part knows at the end.
struct PartRecord: Sendable {
  var connections: [EndRecord.Connection]
  var findings: [String]
}

extension SessionPart {
  func closingRecord() -> PartRecord {
    cancelTimers()
    for id in pending.all { pending.connection(of: id)?.giveUp(id, .stopped, "the session has ended") }
    var found = PartRecord(connections: [], findings: [])
    for node in nodes {
      for worker in node.active { found.findings.append("node '\(node.name)': its handler of \(worker.job.label) ignores its cancellation") }
      for site in node.tasks.sites { found.findings.append("node '\(node.name)': its task started at \(site) ignores its cancellation") }
      found.connections += node.outputs.map { $0.record(in: session.graph) }
      for (key, counters) in node.strays.records.sorted(by: { $0.key.name.text < $1.key.name.text }) {
        found.connections.append(.init(source: node.name, destination: "", kind: key.kind.key, name: key.name.text, counters: counters))
      }
    }
    return found
  }
}

extension Connection {
  func record(in graph: CompiledGraph) -> EndRecord.Connection {
    var record = EndRecord.Connection(
      source: source == Envelope.outside ? "host" : graph.nodes[Int(source)].name, destination: destination.name, kind: kind.key, name: name.text,
      counters: counters, inFlight: inFlight, results: kind == .command ? results : nil)
    record.fallbackOf = fallbackOf
    return record
  }
}

extension EndRecord.Connection {
  /// What an audit says of a connection whose sums do not add up at the end.
  var imbalance: String? {
    func name() -> String { "\(kind) '\(self.name)' from '\(source)' to '\(destination)'" }
    if inFlight != 0 { return "\(name()): \(inFlight) messages still in flight" }
    if counters.open != 0 { return "\(name()): \(counters.open) messages are neither delivered, rejected nor dropped" }
    if let results, results.open != 0 { return "\(name()): \(results.open) results are neither delivered nor dropped" }
    return nil
  }
}
