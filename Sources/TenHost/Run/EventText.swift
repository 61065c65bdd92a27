internal import TenCore
internal import TenRuntime

/// One line for each step of a session's life.
enum EventText {
  static func text(of event: SessionEvent, _ graph: CompiledGraph, _ session: String) -> String {
    let node = event.node.map { "node '\($0)'" } ?? "a node"
    let count = graph.nodes.count == 1 ? "1 node" : "\(graph.nodes.count) nodes"
    let detail = event.detail.isEmpty ? "" : ": \(event.detail)"
    switch event.kind {
    case .preparing: return "session '\(session)' of graph '\(graph.name)': preparing \(count)"
    case .prepared: return "all nodes are prepared"
    case .starting: return "sending the start messages"
    case .nodePrepared: return "\(node) is prepared"
    case .nodeRunning: return "\(node) runs"
    case .nodeRemade: return "\(node) is made anew\(detail)"
    case .ready: return "ready: the session runs"
    case .nodeError: return "\(node) reports an error\(detail)"
    case .nodeRestarting: return "\(node) is restarted\(detail)"
    case .nodeOut: return "\(node) is out, and the session goes on without it\(detail)"
    case .interrupted: return "interrupted\(detail)"
    case .stopping: return "stopping\(event.node.map { " (node '\($0)')" } ?? "")\(detail)"
    case .nodeStopped: return "\(node) has stopped"
    case .ended: return "the session has ended\(detail)"
    }
  }
}
