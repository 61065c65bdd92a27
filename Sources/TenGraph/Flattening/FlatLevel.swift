internal import TenCore

/// A flattened graph while the graph around it is still being flattened: with what it exposes.
struct FlatLevel {
  struct Exposure: Hashable {
    var direction: MessageSpec.Direction
    var kind: MessageKind
    var name: String
  }

  var flat = FlatGraph()
  /// The nodes as they are written here, subgraphs and selectors too.
  var declared: [String: NodeSyntax] = [:]
  /// The inlined subgraphs, by their node's name.
  var subgraphs: [String: FlatLevel] = [:]
  var exposed: [Exposure: String] = [:]
  var exposedProperties: [String: [String]] = [:]
  /// What each selector means, once it has been asked.
  var selected: [String: [Endpoint]] = [:]
  /// Indexes into `flat.nodes`.
  var index: [String: Int] = [:]

  init(isComplete: Bool) { flat.isComplete = isComplete }

  /// Whether a name that is not found is worth a report of its own.
  func shouldBeKnown(_ name: String) -> Bool { flat.isComplete && !flat.unreadable.contains(name) }

  mutating func add(_ node: FlatNode, _ findings: Findings) {
    guard index[node.name] == nil else {
      // Doubled names in one file are reported where they are declared.
      if let known = index[node.name].map({ flat.nodes[$0] }), known.spot.file != node.spot.file {
        findings.error(
          .duplicateNode, "after inlining, two nodes have the name '\(node.name)'", at: node.spot, related: [known.spot.place("the other one")],
          suggestion: "rename the subgraph or the node")
      }
      return
    }
    index[node.name] = flat.nodes.count
    flat.nodes.append(node)
  }

  /// Takes in the nodes and edges of a subgraph, under its name.
  mutating func inline(_ inner: FlatLevel, as node: NodeSyntax, _ findings: Findings) {
    let prefix = node.name + "_"
    for inlined in inner.flat.nodes {
      var copy = inlined
      copy.name = prefix + inlined.name
      copy.scopes = inlined.scopes.map { prefix + $0 } + [""]
      add(copy, findings)
    }
    for edge in inner.flat.edges {
      var copy = edge
      copy.source = prefix + edge.source
      copy.destination = prefix + edge.destination
      if let fallback = edge.fallback { copy.fallback = (prefix + fallback.name, fallback.spot) }
      flat.edges.append(copy)
    }
    for group in inner.flat.groups where !flat.groups.contains(where: { $0.name == group.name }) { flat.groups.append(group) }
    flat.isComplete = flat.isComplete && inner.flat.isComplete
    flat.unreadable.formUnion(inner.flat.unreadable.map { prefix + $0 })
    subgraphs[node.name] = inner
  }
}
