internal import TenCore
internal import TenGraph

/// Checks a scenario against its graph: nodes, participants, rules and steps that it names must be there, and messages must be known to the manifests.
struct ScenarioCheck {
  let scenario: Scenario
  let graph: CompiledGraph
  let findings: Findings

  func run() {
    for puppet in scenario.puppets { check(puppet) }
    for step in scenario.steps { check(step) }
    for budget in scenario.budgets {
      check(budget.from, at: budget.spot.child("from"))
      check(budget.to, at: budget.spot.child("to"))
    }
    let nodes = graph.nodes.map(\.name)
    for name in (scenario.end.errors ?? [:]).keys.sorted() { require(name, among: nodes, "node", at: scenario.end.spot?.child("errors").child(name)) }
    if let name = scenario.end.node { require(name, among: nodes, "node", at: scenario.end.spot?.child("node")) }
    checkLabels()
  }

  private func check(_ puppet: PuppetPlan) {
    guard let node = node(puppet.node, at: puppet.spot) else { return }
    for rule in puppet.rules {
      listed(rule.kind, rule.name, .in, of: node, at: rule.spot)
      for message in rule.sends {
        listed(message.kind, message.name, .out, of: node, at: message.spot)
        properties(message, .out, of: node)
      }
    }
  }

  private func check(_ step: Step) {
    switch step.action {
    case .send(let send): check(send)
    case .expect(let wanted, _, _): for expectation in wanted { check(expectation) }
    case .expectNone(let wanted, _): check(wanted)
    case .join(let who), .leave(let who), .speak(let who, _, _), .write(let who, _):
      require(who, among: scenario.channel.participants.map(\.name), "participant", at: step.spot)
    case .breakOff(let rule): require(rule, among: scenario.network.map(\.name), "rule of the network", at: step.spot)
    case .advance, .interrupt, .stop: break
    }
  }

  private func check(_ send: SendAction) {
    let object = Spot(
      send.message.spot.file,
      String(send.message.spot.pointer.prefix(upTo: send.message.spot.pointer.lastIndex(of: "/") ?? send.message.spot.pointer.endIndex)))
    if let name = send.from, let node = node(name, at: object.child("from")) {
      listed(send.message.kind, send.message.name, .out, of: node, at: send.message.spot)
      properties(send.message, .out, of: node)
    }
    guard let name = send.to, let node = node(name, at: object.child("to")) else { return }
    // What a node sends by name may be converted on its way; the host's messages are not.
    guard send.from == nil else { return }
    listed(send.message.kind, send.message.name, .in, of: node, at: send.message.spot)
    properties(send.message, .in, of: node)
  }

  private func check(_ wanted: Expectation) {
    if let label = wanted.since { require(label, among: scenario.steps.compactMap(\.label), "step", at: wanted.spot.child("since")) }
    switch wanted.port.place {
    case .node(let name):
      guard let node = node(name, at: wanted.spot.child("from")), let kind = MessageKind(key: wanted.port.kind) else { return }
      listed(kind, wanted.port.name, .out, of: node, at: wanted.spot.child(wanted.port.kind))
    case .participant(let name): require(name, among: scenario.channel.participants.map(\.name), "participant", at: wanted.spot.child("at"))
    case .network(let name): require(name, among: scenario.network.map(\.name), "rule of the network", at: wanted.spot.child("network"))
    }
  }

  private func check(_ mark: Budget.Mark, at spot: Spot) {
    switch mark {
    case .step(let label): require(label, among: scenario.steps.compactMap(\.label), "step", at: spot)
    case .message(let wanted): check(wanted)
    }
  }

  private func checkLabels() {
    var known: Set<String> = []
    for step in scenario.steps {
      guard let label = step.label, !known.insert(label).inserted else { continue }
      findings.error(
        .badValue, "two steps are named '\(label)'", at: step.spot.child("as"), suggestion: "a budget could not tell them apart; rename one")
    }
  }

  private func node(_ name: String, at spot: Spot) -> CompiledNode? {
    if let index = graph.index(of: name) { return graph.nodes[index] }
    let names = graph.nodes.map(\.name)
    findings.error(
      .unknownNode, "the graph '\(graph.file)' has no node '\(name)'", at: spot,
      suggestion: .didYouMean(name, names) ?? "it has \(String.enumeration(names))")
    return nil
  }

  private func require(_ name: String, among names: [String], _ what: String, at spot: Spot?) {
    guard !names.contains(name) else { return }
    let list = names.isEmpty ? "there is none" : "there is \(String.enumeration(names))"
    findings.error(.badValue, "there is no \(what) '\(name)'", at: spot ?? scenario.spot, suggestion: .didYouMean(name, names) ?? list)
  }

  private func listed(_ kind: MessageKind, _ name: String, _ direction: MessageSpec.Direction, of node: CompiledNode, at spot: Spot) {
    guard declaration(kind, name, direction, of: node) == nil else { return }
    // The runtime answers a flush for every node.
    if direction == .in, kind == .command, name == "flush" { return }
    let names = node.manifest.messages.filter { $0.direction == direction && $0.kind == kind }.map(\.name)
    let verb = direction == .out ? "sends" : "takes"
    let list = names.isEmpty ? "it \(verb) no \(kind.key)" : "it \(verb) \(String.enumeration(names))"
    findings.error(
      .unlistedMessage, "the manifest of '\(node.manifest.name)' (node '\(node.name)') does not list that it \(verb) \(kind.key) '\(name)'", at: spot,
      suggestion: .didYouMean(name, names) ?? list)
  }

  private func declaration(_ kind: MessageKind, _ name: String, _ direction: MessageSpec.Direction, of node: CompiledNode) -> MessageSpec? {
    node.manifest.message(direction, kind, name) ?? node.manifest.message(direction, kind, "*")
  }

  private func properties(_ message: MessageTemplate, _ direction: MessageSpec.Direction, of node: CompiledNode) {
    guard !message.properties.isTemplate, let object = message.properties.object else { return }
    guard let spec = declaration(message.kind, message.name, direction, of: node) else { return }
    for violation in spec.schema.check(object).1 {
      findings.error(.badProperty, "\(message.kind.key) '\(message.name)' of '\(node.name)': \(violation)", at: message.spot)
    }
  }
}
