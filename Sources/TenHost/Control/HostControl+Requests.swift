internal import TenControl
internal import TenCore
internal import TenRuntime

/// What the server asks for, and what it is answered.
extension HostControl {
  /// Commands whose results a server may wait for at once.
  private static let mostCommands = 256

  func take(_ request: HostRequest, from connection: ControlConnection) {
    switch request {
    case .hello: connection.refuse("a connection says hello once, with its first line")
    case .start(let id, let name, let request): answer(connection, id, start(name, request))
    case .command(let id, let node, let name, let properties, let milliseconds):
      send(connection, id, node, name) { [session] message, result in
        try session!.send(Command(message, properties), to: node, milliseconds: milliseconds.map { min(max(1, $0), 3_600_000) }, result)
      }
    case .data(let id, let node, let name, let properties):
      send(connection, id, node, name) { [session] message, result in try session!.send(DataMessage(message, properties), to: node, result) }
    case .interrupt(let id):
      session.interrupt { [weak self] report in self?.answer(connection, id, .ok(report.value)) }
    case .stop(let code, let detail): stop(EndReason(code, detail: detail))
    case .state(let id): tellState(connection, id)
    case .watch(let milliseconds): watch(milliseconds: milliseconds)
    case .acknowledge(let sequence): acknowledged(sequence)
    }
  }

  func answer(_ connection: ControlConnection, _ id: Int, _ result: CommandResult) {
    connection.answer(.result(id: id, status: result.status, isFinal: true, stream.masked(result.properties)))
  }

  private func start(_ name: String, _ request: StartRequest) -> CommandResult {
    guard (1...256).contains(name.utf8.count) else {
      return .error("a session needs a name of 1 to 256 bytes, not \(name.utf8.count)")
    }
    guard custody.stage == .warm, !custody.isLeaving, state != .stopping else {
      return .error(sessionName.map { "this host has the session '\($0)': one host serves one session" } ?? "the host ends: start another one")
    }
    do {
      var warnings: [Diagnostic] = []
      try session.start(request, name: name) { plan in
        warnings = plan.warnings
        started(name, SecretFilter(graph, plan))
      }
      return .ok(warnings.isEmpty ? [:] : ["warnings": .array(warnings.map(\.value))])
    } catch {
      let count = error.list.count == 1 ? "1 problem" : "\(error.list.count) problems"
      let properties: Properties = ["detail": .string("the start is refused: \(count)"), "problems": .array(error.list.map(\.value))]
      return CommandResult(.error, properties)
    }
  }

  private func send(
    _ connection: ControlConnection, _ id: Int, _ node: String, _ name: String,
    _ send: (MessageName, @escaping @Sendable (CommandResult) -> Void) throws -> Void
  ) {
    guard sessionName != nil else { return answer(connection, id, .error("'\(name)' to node '\(node)': the host has no session yet")) }
    guard graph.index(of: node) != nil else { return answer(connection, id, unknownNode(node)) }
    guard connection.underWay < Self.mostCommands else {
      return answer(
        connection, id, CommandResult(.overdraft, Properties([("detail", .string("\(Self.mostCommands) commands wait for their results"))])))
    }
    connection.underWay += 1
    do {
      try send(try MessageName(name)) { [weak self] result in
        connection.underWay -= 1
        self?.answer(connection, id, result)
      }
    } catch {
      connection.underWay -= 1
      answer(connection, id, .error("\(error)"))
    }
  }

  /// `unknown_node` tells it from a `no_route` that a node has answered.
  private func unknownNode(_ node: String) -> CommandResult {
    let names = graph.nodes.map(\.name)
    let hint = Suggestion.nearest(to: node, in: names).map { "did you mean '\($0)'?" } ?? "its nodes are \(names.joined(separator: ", "))"
    return CommandResult(
      .noRoute,
      [
        "detail": .string("the graph '\(graph.name)' has no node '\(node)'; \(hint)"), "unknown_node": .string(node),
        "suggestion": .string(hint),
      ])
  }

  private func tellState(_ connection: ControlConnection, _ id: Int) {
    session.snapshot { [weak self] value in
      guard let self else { return }
      var object = value.object ?? Properties()
      // A warm session bears the name of its host.
      if sessionName == nil { object["session"] = nil }
      object["host"] = .string(seed.host)
      answer(connection, id, .ok(object))
    }
  }
}

extension InterruptReport {
  /// `turn`, and who had not let go in time.
  var value: Properties {
    [
      "turn": Value(turn.number), "groups_owing": .array(loopsOwing.map(Value.string)), "nodes_owing": .array(nodesOwing.map(Value.string)),
    ]
  }
}
