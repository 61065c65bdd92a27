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

  /// Milliseconds since the host began to prepare; `start_ms` is when the start message came.
  func value(at milliseconds: Double) -> Properties {
    var object: Properties = ["ms": .float(milliseconds)]
    if let startedAt { object["start_ms"] = .float(startedAt) }
    object["nodes"] = .array(
      nodes.map { name in
        let step = steps[name] ?? Step()
        var node: Properties = ["name": .string(name)]
        if let time = step.preparedAt { node["prepared_ms"] = .float(time) }
        if let time = step.runningAt { node["running_ms"] = .float(time) }
        node["remade"] = .bool(step.remade != nil)
        if let reason = step.remade { node["reason"] = .string(reason) }
        return .object(node)
      })
    return object
  }
}
