internal import TenCore
internal import TenRuntime

/// When each node was prepared and ran, as the events of a session tell it. Pure.
struct StartWaterfall {
  private struct Step {
    var preparedAt: Double?
    var runningAt: Double?
    /// Why the node was made anew for this session's values.
    var remade: String?
  }

  private let nodes: [String]
  private var steps: [String: Step] = [:]
  private var startedAt: Double?

  init(_ graph: CompiledGraph) { nodes = graph.nodes.map(\.name) }

  mutating func saw(_ event: SessionEvent) {
    switch (event.kind, event.node) {
    case (.starting, _): startedAt = event.milliseconds
    case (.nodePrepared, let node?): steps[node, default: Step()].preparedAt = event.milliseconds
    case (.nodeRunning, let node?): steps[node, default: Step()].runningAt = event.milliseconds
    case (.nodeRemade, let node?): steps[node, default: Step()].remade = event.detail
    default: break
    }
  }

  /// Milliseconds since the start message, so that a warm host's waiting is not counted: what a node had done before it has no time then.
  /// Before the start message: since the host began to prepare.
  func value(at milliseconds: Double) -> Properties {
    func time(_ time: Double?) -> Value? {
      guard let startedAt else { return time.map { .float($0) } }
      return time.flatMap { $0 >= startedAt ? .float($0 - startedAt) : nil }
    }
    var object: Properties = ["ms": time(milliseconds) ?? .float(milliseconds)]
    if let startedAt { object["warm_ms"] = .float(startedAt) }
    object["nodes"] = .array(
      nodes.map { name in
        let step = steps[name] ?? Step()
        var node: Properties = ["name": .string(name)]
        if let time = time(step.preparedAt) { node["prepared_ms"] = time }
        if let time = time(step.runningAt) { node["running_ms"] = time }
        node["remade"] = .bool(step.remade != nil)
        if let reason = step.remade { node["reason"] = .string(reason) }
        return .object(node)
      })
    return object
  }
}
