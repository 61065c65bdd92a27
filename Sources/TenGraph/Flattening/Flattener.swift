internal import TenCore

/// Flattens one graph: inlines its subgraphs, expands its selectors and turns reversed connections around.
final class Flattener {
  static let maximumNodes = 4_096
  static let maximumEdges = 65_536

  let loader: GraphLoader
  let findings: Findings
  /// The file that the user named.
  let base: String
  private var nodes = 0
  private var edges = 0
  /// A bound has been reached: what follows is left out.
  private(set) var isTooLarge = false

  init(_ loader: GraphLoader, base: String) {
    self.loader = loader
    self.base = base
    findings = loader.findings
  }

  func flatten(_ graph: GraphSyntax) -> FlatGraph {
    var level = flattenLevel(graph, chain: [base])
    level.flat.edges = withoutDoubles(level.flat.edges)
    return level.flat
  }

  /// - Parameter chain: the files that lead here, for cycles.
  private func flattenLevel(_ graph: GraphSyntax, chain: [String]) -> FlatLevel {
    if let (uri, spot) = graph.importURI {
      guard let (imported, path) = load(uri, at: spot, chain) else { return FlatLevel(isComplete: false) }
      return flattenLevel(imported, chain: chain + [path])
    }
    var level = FlatLevel(isComplete: true)
    level.flat.groups = graph.groups
    level.flat.unreadable = graph.unreadable
    declare(graph, in: &level)
    for node in graph.nodes {
      switch node.kind {
      case .extension(let syntax):
        guard count(&nodes, Self.maximumNodes, "nodes", at: node.spot) else { break }
        level.add(FlatNode(name: node.name, syntax: syntax, spot: node.spot, origins: PropertyOrigins(node.spot.child("property"))), findings)
      case .subgraph(let subgraph, let property):
        guard count(&nodes, Self.maximumNodes, "nodes", at: node.spot) else { break }
        var inner = flattenLevel(subgraph, chain: chain)
        pushProperties(property, of: node, into: &inner)
        level.inline(inner, as: node, findings)
      case .selector: break
      }
    }
    resolveExposures(graph, in: &level)
    for connection in graph.connections { expand(connection, in: &level) }
    return level
  }

  private func load(_ uri: String, at spot: Spot, _ chain: [String]) -> (GraphSyntax, String)? {
    let path: String
    do {
      path = try ImportPath.resolve(uri, from: spot.file ?? base, base: base)
    } catch {
      guard case .refused(let reason, let suggestion) = error else { return nil }
      findings.error(.importRefused, "cannot import a graph: \(reason)", at: spot, suggestion: suggestion)
      return nil
    }
    guard !chain.contains(where: { ImportPath.normalised($0) == path }) else {
      findings.error(.importCycle, "the graph imports itself: \((chain + [path]).joined(separator: " -> "))", at: spot)
      return nil
    }
    guard let document = loader.document(path, importedAt: spot) else { return nil }
    if let root = document.object, root["ten"] != nil || root["predefined_graphs"] != nil {
      findings.error(
        .noGraph, "'\(path)' holds an app's predefined graphs; a single graph can be imported", at: spot,
        suggestion: "move the graph into a file of its own, with 'nodes' at the top")
      return nil
    }
    return GraphReader(findings: findings).read(document, at: Spot(path)).map { ($0, path) }
  }

  /// Two nodes of one name are reported before anything else looks at them.
  private func declare(_ graph: GraphSyntax, in level: inout FlatLevel) {
    for node in graph.nodes {
      if let known = level.declared[node.name] {
        findings.error(
          .duplicateNode, "two nodes have the name '\(node.name)'", at: node.spot.child("name"), related: [known.spot.place("the other one")])
      } else {
        level.declared[node.name] = node
      }
    }
  }

  /// Counts up to a bound that no honest graph reaches: subgraphs of subgraphs multiply.
  func count(_ counter: inout Int, _ maximum: Int, _ what: String, at spot: Spot) -> Bool {
    counter += 1
    guard counter > maximum else { return true }
    if !isTooLarge { findings.error(.badValue, "the graph has more than \(maximum) \(what) after its subgraphs are inlined", at: spot) }
    isTooLarge = true
    return false
  }

  func countEdge(at spot: Spot) -> Bool { count(&edges, Self.maximumEdges, "edges", at: spot) }
}
