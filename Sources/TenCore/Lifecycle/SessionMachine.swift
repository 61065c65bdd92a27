/// The life of a session as a state machine: it is told what happened and says what to do next. Pure; the session carries the actions out.
public struct SessionMachine: Sendable {
  public enum Phase: String, Sendable { case created, preparing, prepared, starting, running, stopping, ended }

  public enum Action: Sendable, Equatable {
    /// Make the extension's actor. Followed by `prepare`.
    case make(NodeIndex)
    case prepare(NodeIndex)
    /// Send the node its start message.
    case start(NodeIndex)
    case stop(NodeIndex)
    /// Nothing is left of the node; it is out when the session goes on without it.
    case retire(NodeIndex, isOut: Bool)
    /// Every node is prepared.
    case prepared
    /// Every node runs (or is out, where its manifest lets the session go on).
    case ready
    case armStartDeadline
    case armStopDeadline
    case end(EndReason)
  }

  struct Node: Sendable {
    var phase = NodePhase.created
    var dependsOn: [NodeIndex]
    var dependants: [NodeIndex] = []
    var onFailure: FailurePolicy
    var restarts = 0
    /// What follows when it has stopped.
    var afterStop = AfterStop.ended

    enum AfterStop { case ended, out, restart }
  }

  public private(set) var phase = Phase.created
  private(set) var nodes: [Node]
  public private(set) var reason: EndReason?
  private var isStartWanted = false

  /// A node that fails more often than this ends its session though its manifest says `restart`.
  public static let maximumRestarts = 3

  public init(_ graph: CompiledGraph) {
    nodes = graph.nodes.map { Node(dependsOn: $0.dependsOn, onFailure: $0.onFailure) }
    for (index, node) in graph.nodes.enumerated() {
      for other in node.dependsOn { nodes[other].dependants.append(index) }
    }
  }

  public func phase(of node: NodeIndex) -> NodePhase { nodes[node].phase }

  /// Whether a node that stops will be made anew.
  public func willRestart(_ node: NodeIndex) -> Bool { phase != .stopping && nodes[node].phase == .stopping && nodes[node].afterStop == .restart }

  /// Prepares every node, all at once.
  public mutating func prepare() -> [Action] {
    guard phase == .created else { return [] }
    phase = .preparing
    var actions: [Action] = []
    for index in nodes.indices {
      nodes[index].phase = .preparing
      actions += [.make(index), .prepare(index)]
    }
    return actions + advance()
  }

  /// The start messages may go out, as soon as every node is prepared.
  public mutating func start() -> [Action] {
    guard !isStartWanted, phase == .preparing || phase == .prepared else { return [] }
    isStartWanted = true
    return [.armStartDeadline] + advance()
  }

  /// A node whose properties were changed since it read them in `prepare` is made and prepared anew.
  public mutating func remake(_ index: NodeIndex) -> [Action] {
    guard phase == .prepared || phase == .preparing, nodes[index].phase == .prepared || nodes[index].phase == .preparing else { return [] }
    phase = .preparing
    return stop(index, then: .restart)
  }

  public mutating func nodePrepared(_ index: NodeIndex) -> [Action] {
    guard nodes[index].phase == .preparing else { return [] }
    nodes[index].phase = .prepared
    return advance()
  }

  public mutating func nodeStarted(_ index: NodeIndex) -> [Action] {
    guard nodes[index].phase == .starting else { return [] }
    nodes[index].phase = .running
    return advance()
  }

  /// A node threw, ran out of time, or said that it is out.
  public mutating func nodeFailed(_ index: NodeIndex, _ detail: String) -> [Action] {
    switch nodes[index].phase {
    case .stopping, .ended, .out, .created: return []
    case .preparing, .prepared, .starting, .running: break
    }
    guard phase != .stopping, phase != .ended else { return [] }
    switch nodes[index].onFailure {
    case .continue: return stop(index, then: .out)
    case .restart where nodes[index].restarts < Self.maximumRestarts:
      nodes[index].restarts += 1
      return stop(index, then: .restart)
    case .restart, .end:
      let code: EndReason.Code = phase == .running ? .nodeFailed : .startFailed
      return stop(EndReason(code, node: index, detail: detail))
    }
  }

  public mutating func nodeStopped(_ index: NodeIndex) -> [Action] {
    guard nodes[index].phase == .stopping else { return [] }
    let next: Node.AfterStop = phase == .stopping ? .ended : nodes[index].afterStop
    switch next {
    case .ended:
      nodes[index].phase = .ended
      return [.retire(index, isOut: false)] + advance()
    case .out:
      nodes[index].phase = .out
      return [.retire(index, isOut: true)] + advance()
    case .restart:
      nodes[index].phase = .preparing
      return [.make(index), .prepare(index)]
    }
  }

  public mutating func startDeadline() -> [Action] {
    guard phase == .starting || phase == .preparing || phase == .prepared else { return [] }
    let late = nodes.firstIndex { $0.phase == .starting } ?? nodes.firstIndex { $0.phase == .preparing }
    return stop(EndReason(.startFailed, node: late, detail: "the session was not ready in time"))
  }

  /// The session's stop took too long: what has not stopped is given up.
  public mutating func stopDeadline() -> [Action] {
    guard phase == .stopping else { return [] }
    var actions: [Action] = []
    for index in nodes.indices where nodes[index].phase != .ended && nodes[index].phase != .out {
      nodes[index].phase = .ended
      actions.append(.retire(index, isOut: false))
    }
    return actions + advance()
  }

  /// Ends the session; the first reason counts.
  public mutating func stop(_ reason: EndReason) -> [Action] {
    guard phase != .stopping, phase != .ended else { return [] }
    self.reason = reason
    phase = .stopping
    return [.armStopDeadline] + advance()
  }

  private mutating func stop(_ index: NodeIndex, then next: Node.AfterStop) -> [Action] {
    nodes[index].phase = .stopping
    nodes[index].afterStop = next
    return [.stop(index)]
  }

  private mutating func advance() -> [Action] {
    switch phase {
    case .preparing:
      guard nodes.allSatisfy({ $0.phase == .prepared || $0.phase == .out }) else { return [] }
      phase = .prepared
      return [.prepared] + advance()
    case .prepared:
      guard isStartWanted else { return [] }
      phase = .starting
      return startNodes() + readyIfAllRun()
    case .starting: return startNodes() + readyIfAllRun()
    case .running: return startNodes()
    case .stopping: return stopNodes()
    case .created, .ended: return []
    }
  }

  private mutating func startNodes() -> [Action] {
    var actions: [Action] = []
    for index in nodes.indices where nodes[index].phase == .prepared {
      guard nodes[index].dependsOn.allSatisfy({ nodes[$0].phase == .running || nodes[$0].phase == .out }) else { continue }
      nodes[index].phase = .starting
      actions.append(.start(index))
    }
    return actions
  }

  private mutating func readyIfAllRun() -> [Action] {
    guard nodes.allSatisfy({ $0.phase == .running || $0.phase == .out }) else { return [] }
    phase = .running
    return [.ready]
  }

  /// Stops what nobody depends on any more, in reverse order.
  private mutating func stopNodes() -> [Action] {
    var actions: [Action] = []
    for index in nodes.indices.reversed() {
      let node = nodes[index]
      guard node.phase != .stopping, node.phase != .ended, node.phase != .out else { continue }
      guard node.dependants.allSatisfy({ nodes[$0].phase == .ended || nodes[$0].phase == .out }) else { continue }
      if node.phase == .created {
        nodes[index].phase = .ended
        actions.append(.retire(index, isOut: false))
      } else {
        actions += stop(index, then: .ended)
      }
    }
    if nodes.allSatisfy({ $0.phase == .ended || $0.phase == .out }), let reason {
      phase = .ended
      actions.append(.end(reason))
    }
    return actions
  }
}
