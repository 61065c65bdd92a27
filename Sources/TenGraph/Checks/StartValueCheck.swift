internal import TenCore

/// Checks over all nodes that the session's values come from the start message only, and mean one thing.
struct StartValueCheck {
  let flat: FlatGraph
  let nodes: [CompiledNode?]
  let findings: Findings

  func run() {
    checkNames()
    checkDefaults()
  }

  /// An ordinary property with the name of a start value that another node takes: perhaps its manifest forgot that the value belongs to the session.
  private func checkNames() {
    var takers: [String: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for field in node?.manifest.start.properties ?? [] { takers[field.schema.from ?? field.name, default: []].append(index) }
    }
    for (index, node) in nodes.enumerated() {
      guard let node else { continue }
      let declared = node.manifest.properties.properties.map(\.name)
      let names = declared + node.properties.keys.filter { !declared.contains($0) }
      for name in names {
        guard let taker = takers[name]?.first(where: { $0 != index }), node.manifest.properties[name]?.isStatic != true else { continue }
        report(name, of: index, takenBy: taker)
      }
    }
  }

  private func report(_ name: String, of index: Int, takenBy taker: Int) {
    let node = flat.nodes[index]
    let isWritten = node.syntax.property[name] != nil
    let spot = isWritten ? node.origins.spot(of: [.key(name)]) : node.spot
    let related = [flat.nodes[taker].spot.place("'\(flat.nodes[taker].name)' takes '\(name)' when a session starts")]
    let extensionName = nodes[index]?.extension ?? ""
    let suggestion = "declare '\(name)' under 'api.start' in the manifest of '\(extensionName)', or say \"static\": true of it"
    if name == "channel" {
      findings.error(
        .channelInProperties,
        "node '\(node.name)': 'channel' is an ordinary property here, so all sessions would share one channel", at: spot, related: related,
        suggestion: suggestion)
    } else {
      findings.warning(
        .nameOfStartValue, "node '\(node.name)': the ordinary property '\(name)' has the name of a start value", at: spot, related: related,
        suggestion: suggestion)
    }
  }

  private func checkDefaults() {
    var known: [String: (value: Value, node: Int)] = [:]
    for (index, node) in nodes.enumerated() {
      for field in node?.manifest.start.properties ?? [] {
        guard let value = field.schema.defaultValue else { continue }
        let name = field.schema.from ?? field.name
        guard let first = known[name] else {
          known[name] = (value, index)
          continue
        }
        guard first.value != value, nodes[first.node]?.extension != node?.extension else { continue }
        let related = [flat.nodes[first.node].spot.place("node '\(flat.nodes[first.node].name)'")]
        findings.error(
          .differingDefaults,
          "the start value '\(name)' has one default in node '\(flat.nodes[index].name)' and another in '\(flat.nodes[first.node].name)'",
          at: flat.nodes[index].spot, related: related, suggestion: "give both manifests the same default, or none")
      }
    }
  }
}
