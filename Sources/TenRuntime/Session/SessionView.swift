internal import TenCore

/// What may be seen of a session from outside of its loops, also while one of them is blocked: for the watchdog.
final class SessionView: Sendable {
  struct State {
    /// The loops that the session runs on, each with its nodes; empty from the session's end.
    var loops: [(loop: EventLoop, nodes: [NodeIndex])] = []
    var phases: [NodePhase]
    var plan: StartPlan?
    /// Bytes by which memory grew while a node was at work.
    var memory: [NodeIndex: Int] = [:]
    var isEnding = false
  }

  private let state: Locked<State>

  init(nodes: Int) { state = Locked(State(phases: Array(repeating: .created, count: nodes))) }

  var current: State { state.withLock { $0 } }

  func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

  func saw(_ kind: SessionEvent.Kind, of node: NodeIndex?) {
    change { state in
      switch (kind, node) {
      case (.preparing, nil): for index in state.phases.indices { state.phases[index] = .preparing }
      case (.starting, nil): for index in state.phases.indices where state.phases[index] == .prepared { state.phases[index] = .starting }
      case (.stopping, _):
        state.isEnding = true
        for index in state.phases.indices where state.phases[index] != .out { state.phases[index] = .stopping }
      case (.nodePrepared, let node?): state.phases[node] = state.plan == nil ? .prepared : .starting
      case (.nodeRunning, let node?): state.phases[node] = .running
      case (.nodeRestarting, let node?): state.phases[node] = .preparing
      case (.nodeStopped, let node?): state.phases[node] = .ended
      case (.nodeOut, let node?): state.phases[node] = .out
      default: break
      }
    }
  }
}

extension Session {
  /// Called when the session is laid out.
  func showLoops() {
    let loops = parts.map { part in (loop: part.loop, nodes: part.nodes.map(\.index)) }
    view.change { $0.loops = loops }
  }

  /// Bytes by which the process' memory grew while a node was at work, of nodes that are told of. From any thread.
  var grownMemory: [NodeIndex: Int] { view.current.memory.filter { $0.value >= MemoryGrowth<NodeIndex>.told } }

  func named(_ memory: [NodeIndex: Int]) -> [String: Int] { Dictionary(uniqueKeysWithValues: memory.map { (graph.nodes[$0.key].name, $0.value) }) }

  /// The end record of a session that a blocked loop keeps from ending: what can be told without the loop.
  func blockedRecord(node: NodeIndex?, detail: String, now: UInt64) -> EndRecord {
    let seen = view.current
    var record = EndRecord(session: name, graph: graph.name, reason: EndReason(.blocked, node: node, detail: detail))
    record.reasonNode = node.map { graph.nodes[$0].name }
    record.milliseconds = milliseconds(now)
    record.nodes = zip(graph.nodes, seen.phases).map { node, phase in
      var record = EndRecord.Node(name: node.name, extension: node.extension)
      record.phase = phase
      return record
    }
    record.memory = named(grownMemory)
    record.start = seen.plan?.report(graph) ?? .null
    record.audit = ["the process ended while a loop was blocked: nothing could be counted or released"]
    return record
  }
}
