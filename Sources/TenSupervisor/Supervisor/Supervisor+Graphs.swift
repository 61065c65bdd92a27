/// The graphs that can be started: those that the supervisor was made with, and those that `SupervisorOptions.find` knows since.
extension Supervisor {
  static let mostGraphs = 4_096

  /// Of a graph that came later the slot is made now.
  func slot(named name: String) -> GraphSlot? {
    if let slot = slots[name] { return slot }
    guard slots.count < Self.mostGraphs, let graph = options.find?(name) else { return nil }
    let slot = GraphSlot(graph, options)
    // Those that were taken over.
    slot.sessions = live.values.count { $0.record.graph == name }
    slots[name] = slot
    perform(slot.pool.resize(to: slot.pool.policy.size, at: now), slot)
    return slot
  }
}

extension GraphSlot {
  convenience init(_ graph: SupervisorOptions.Graph, _ options: SupervisorOptions) {
    let policy = WarmPool.Policy(size: graph.poolSize ?? options.poolSize, warmAge: options.warmAge)
    self.init(graph, pool: WarmPool(policy: policy, newName: Tokens.host))
  }
}
