internal import Logging
internal import TenCore

/// What waits for what on one loop, in a form that can be looked at from another.
struct WaitReport: Sendable {
  struct Wait: Sendable {
    var id: UInt64
    /// The handler that waits; nil for a task that is none.
    var from: UInt?
    var node: String
    var destination: NodeIndex
    /// The command whose result is awaited; nil for a wait for room.
    var command: CommandID?
    var part: ObjectIdentifier
    var text: String
    var end: @Sendable (String) -> Void
  }

  /// What a node's lanes wait for.
  struct NodeState: Sendable {
    var phase: NodePhase
    /// The commands in hand, with their handlers.
    var commands: [CommandKey: UInt] = [:]
    /// The handler that must end before the next message is taken.
    var blockedBy: UInt?
    var startHandler: UInt?
  }

  struct CommandKey: Hashable, Sendable {
    var part: ObjectIdentifier
    var id: CommandID
  }

  var waits: [Wait] = []
  var nodes: [NodeIndex: NodeState] = [:]
}

extension SessionPart {
  /// On the part's loop.
  func reportWaits() -> WaitReport {
    var report = WaitReport()
    let me = ObjectIdentifier(self)
    for id in pending.all {
      guard let entry = pending.entry(id), let connection = pending.connection(of: id) else { continue }
      let sender = entry.scope?.node.name ?? "host"
      report.waits.append(
        .init(
          id: entry.wait, from: entry.scope?.handler, node: sender, destination: connection.destination.index, command: id, part: me,
          text: "node '\(sender)' waits for the result of command '\(connection.name)' from node '\(connection.destination.name)'",
          end: { [self] circle in perform { connection.giveUp(id, .deadlock, circle) } }))
    }
    for node in nodes {
      for connection in node.outputs {
        for waiter in connection.waiters {
          let id = waiter.id
          report.waits.append(
            .init(
              id: id, from: waiter.scope?.handler, node: node.name, destination: connection.destination.index, command: nil, part: me,
              text: "node '\(node.name)' waits for room for '\(connection.name)' at node '\(connection.destination.name)'",
              end: { [self] _ in perform { connection.endWait(id, .deadlock) } }))
        }
      }
      report.nodes[node.index] = node.waitState
    }
    return report
  }
}

extension Node {
  fileprivate var waitState: WaitReport.NodeState {
    var found = WaitReport.NodeState(phase: state.pointee.phase)
    for worker in active {
      if let part = worker.commandPart, worker.command != .none {
        found.commands[.init(part: ObjectIdentifier(part), id: worker.command)] = worker.scope.handler
      }
      if case .start = worker.job { found.startHandler = worker.scope.handler }
    }
    if state.pointee.isSerial {
      found.blockedBy = active.first?.scope.handler
    } else if state.pointee.isBusy {
      found.blockedBy = active.first { $0.job.blocksData }?.scope.handler
    } else if state.pointee.handlers >= Node.maximumHandlers {
      found.blockedBy = active.first?.scope.handler
    }
    return found
  }
}

extension Session {
  /// A circle must stand unchanged for so long before it is broken, in nanoseconds.
  static let circleAge: UInt64 = 250_000_000

  func watchWaits() {
    guard waitTimer == .none, record == nil, !isFinishing else { return }
    waitTimer = loop.after(Self.circleAge) { [unowned self] in collectWaits() }
  }

  private func collectWaits() {
    waitTimer = .none
    guard record == nil, !isFinishing else { return }
    forgetWaits()
    gather(parts[...], [])
  }

  private func gather(_ rest: ArraySlice<SessionPart>, _ reports: [WaitReport]) {
    guard let part = rest.first else { return judge(reports) }
    let others = rest.dropFirst()
    part.perform {
      let report = part.reportWaits()
      part.session.onMain { $0.gather(others, reports + [report]) }
    }
  }

  private func judge(_ reports: [WaitReport]) {
    guard record == nil, !isFinishing else { return }
    let waits = reports.flatMap(\.waits)
    guard !waits.isEmpty else {
      lastCircle = []
      return
    }
    let circle = graph(of: waits, reports).circle()
    let ids = circle.map(\.id).sorted()
    if !ids.isEmpty, ids == lastCircle, let youngest = circle.first {
      lastCircle = []
      let text = "a circle of waiting nodes was broken here: " + circle.reversed().map(\.text).joined(separator: "; ")
      makeLogger(for: nil).error("\(text)")
      waits.first { $0.id == youngest.id }?.end(text)
    } else {
      lastCircle = ids
    }
    somebodyWaits()
  }

  private func graph(of waits: [WaitReport.Wait], _ reports: [WaitReport]) -> WaitGraph {
    var states: [NodeIndex: WaitReport.NodeState] = [:]
    for report in reports { states.merge(report.nodes) { first, _ in first } }
    var found = WaitGraph()
    for wait in waits {
      guard let from = wait.from, let state = states[wait.destination] else { continue }
      let to: WaitGraph.Vertex
      if let command = wait.command, let handler = state.commands[.init(part: wait.part, id: command)] {
        to = .handler(handler)
      } else if state.phase.isBeforeRunning {
        to = .node(wait.destination)
      } else if let blocker = state.blockedBy {
        to = .handler(blocker)
      } else {
        continue
      }
      found.edges.append(.init(id: wait.id, from: .handler(from), to: to, text: wait.text))
    }
    for (index, state) in states.sorted(by: { $0.key < $1.key }) where state.phase.isBeforeRunning {
      let name = graph.nodes[index].name
      if let handler = state.startHandler {
        found.edges.append(.init(id: 0, from: .node(index), to: .handler(handler), text: "node '\(name)' waits for its start to return"))
      }
      for other in graph.nodes[index].dependsOn where states[other]?.phase.isBeforeRunning ?? false {
        found.edges.append(
          .init(
            id: 0, from: .node(index), to: .node(other), text: "node '\(name)' depends on node '\(graph.nodes[other].name)', which does not run yet"))
      }
    }
    return found
  }
}
