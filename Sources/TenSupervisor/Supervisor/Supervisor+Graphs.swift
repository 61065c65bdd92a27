internal import Logging
internal import TenCore

/// The graphs that can be started: those of `SupervisorOptions.catalogue` as it is now, else those that the supervisor was made with.
extension Supervisor {
  static let mostGraphs = 4_096

  func slot(named name: String) -> GraphSlot? {
    lookAtCatalogue()
    return slots[name]
  }

  /// Slots that are served, and those that were and have hosts yet.
  var allSlots: [GraphSlot] { slots.values + withdrawn }

  /// Serves what the catalogue has now, and nothing else.
  func lookAtCatalogue() {
    withdrawn.removeAll { $0.retired.isEmpty }
    guard !isClosed, let catalogue = options.catalogue?(), catalogue != offered else { return }
    offered = catalogue
    for slot in slots.values where catalogue[slot.graph.name] != slot.graph { withdraw(slot) }
    for graph in catalogue.values where slots[graph.name] == nil && slots.count < Self.mostGraphs { serve(graph) }
  }

  private func serve(_ graph: SupervisorOptions.Graph) {
    log.info("a graph has come", metadata: ["graph": "\(graph.name)", "file": "\(graph.file)"])
    let slot = GraphSlot(graph, options)
    // Those that were taken over, or that were started before the graph was removed.
    slot.sessions = live.values.count { $0.record.graph == graph.name }
    slots[graph.name] = slot
    perform(slot.pool.resize(to: slot.pool.policy.size, at: now), slot)
  }

  /// Its sessions keep their hosts, and those their fork server; who waits for a host is refused.
  private func withdraw(_ slot: GraphSlot) {
    log.info("a graph was removed", metadata: ["graph": "\(slot.graph.name)", "file": "\(slot.graph.file)"])
    slots[slot.graph.name] = nil
    withdrawn.append(slot)
    retireServer(of: slot)
    perform(slot.pool.close(reason: "the graph was removed from \(slot.graph.file) meanwhile", at: now), slot)
  }
}

extension GraphSlot {
  convenience init(_ graph: SupervisorOptions.Graph, _ options: SupervisorOptions) {
    let policy = WarmPool.Policy(size: graph.poolSize ?? options.poolSize, warmAge: options.warmAge)
    self.init(graph, pool: WarmPool(policy: policy, newName: Tokens.host))
  }
}
