internal import TenCore

/// Makes the compiled graph of a flat one, with the extensions and the environment of the host.
struct GraphAssembly {
  /// The group of nodes that name none.
  static let defaultGroup = "default"

  let flat: FlatGraph
  let catalogue: ExtensionCatalogue
  let environment: [String: String]
  let replacing: [String: String]
  let findings: Findings

  /// nil where a node has no extension; what is wrong is in `findings`.
  func assemble(name: String, file: String) -> CompiledGraph? {
    let names = NodeNames(flat)
    let index = names.index
    for node in replacing.keys.sorted() where index[node] == nil {
      findings.error(
        .unknownNode, "there is no node '\(node)' whose extension could be replaced", at: Spot(file),
        suggestion: .didYouMean(node, index.keys))
    }
    let groups = groups()
    let builder = NodeBuilder(catalogue: catalogue, environment: environment, names: names, findings: findings)
    let made = flat.nodes.map { node -> CompiledNode? in
      var compiled = builder.build(node, extension: replacing[node.name])
      let group = node.syntax.group ?? Self.defaultGroup
      compiled?.group = groups.firstIndex { $0.name == group } ?? 0
      return compiled
    }
    // Checks go on over the nodes whose extension is known.
    MessageCheck(flat: flat, nodes: made, index: index, findings: findings).run()
    StartValueCheck(flat: flat, nodes: made, findings: findings).run()
    let nodes = made.compactMap { $0 }
    guard nodes.count == made.count else { return nil }
    var graph = CompiledGraph(name: name, file: file, nodes: nodes, connections: connections(index), groups: groups)
    graph.warnings = findings.list
    return graph
  }

  private func groups() -> [CompiledGroup] {
    var groups: [CompiledGroup] = []
    for node in flat.nodes {
      let name = node.syntax.group ?? Self.defaultGroup
      guard !groups.contains(where: { $0.name == name }) else { continue }
      groups.append(CompiledGroup(name: name, thread: flat.groups.contains { $0.name == name && $0.thread }))
    }
    return groups
  }

  private func connections(_ index: [String: Int]) -> [CompiledConnection] {
    flat.edges.compactMap { edge in
      guard let source = index[edge.source], let destination = index[edge.destination] else { return nil }
      var connection = CompiledConnection(source: source, kind: edge.kind, name: edge.name, destination: destination)
      connection.fallback = edge.fallback.flatMap { index[$0.name] }
      connection.conversion = edge.conversion?.message
      connection.resultConversion = edge.conversion?.result
      connection.pointer = edge.spot.pointer
      return connection
    }
  }
}
