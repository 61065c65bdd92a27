internal import TenCore

/// What can be checked of a flat graph without knowing any extension.
struct StructureCheck {
  let graph: FlatGraph
  let findings: Findings
  private let names: NodeNames

  init(graph: FlatGraph, findings: Findings) {
    self.graph = graph
    self.findings = findings
    names = NodeNames(graph)
  }

  /// - Parameter isClean: whether nothing of the graph has been reported yet.
  func run(at spot: Spot, isClean: Bool) {
    if graph.nodes.isEmpty && isClean {
      findings.error(.emptyGraph, "the graph has no extension node", at: spot.child("nodes"))
    }
    checkGroups()
    checkFallbacks()
    checkDependencies()
  }

  private func checkGroups() {
    let named = Set(graph.nodes.map { $0.syntax.group ?? GraphAssembly.defaultGroup })
    for group in graph.groups where graph.isComplete && graph.unreadable.isEmpty && !named.contains(group.name) {
      findings.error(
        .unknownGroup, "no node is in the group '\(group.name)'", at: group.spot, suggestion: .didYouMean(group.name, named))
    }
  }

  private func checkFallbacks() {
    for edge in graph.edges {
      guard let fallback = edge.fallback else { continue }
      if names.index[fallback.name] == nil {
        guard graph.isComplete, !graph.unreadable.contains(fallback.name) else { continue }
        findings.error(
          .badFallback, "there is no extension node '\(fallback.name)' to fall back to", at: fallback.spot,
          suggestion: .didYouMean(fallback.name, names.all))
      } else if fallback.name == edge.destination {
        findings.error(.badFallback, "'\(fallback.name)' cannot stand in for itself", at: fallback.spot)
      }
    }
  }

  private func checkDependencies() {
    for node in graph.nodes {
      for (name, spot) in node.syntax.dependsOn where names.isMissing(name, for: node) {
        findings.error(.unknownNode, "there is no extension node '\(name)' to depend on", at: spot, suggestion: .didYouMean(name, names.all))
      }
      for (_, name, spot) in node.syntax.peers where names.isMissing(name, for: node) {
        findings.error(.unknownNode, "there is no extension node '\(name)'", at: spot, suggestion: .didYouMean(name, names.all))
      }
    }
    reportCycles()
  }

  /// Takes away the nodes that depend on nothing left, until none can be taken; what remains is in a cycle or waits for one.
  private func reportCycles() {
    var waiting = graph.nodes.map { node in Set(node.syntax.dependsOn.compactMap { names.resolve($0.name, for: node) }) }
    var left = Set(graph.nodes.indices)
    while true {
      let ready = left.filter { waiting[$0].isDisjoint(with: left) }
      if ready.isEmpty { break }
      left.subtract(ready)
    }
    for index in graph.nodes.indices { waiting[index].formIntersection(left) }
    // Follow the first dependency of each: that must lead round.
    while let start = left.min() {
      var path = [start]
      while let last = path.last, let next = waiting[last].min() {
        if let begin = path.firstIndex(of: next) {
          report(Array(path[begin...]))
          break
        }
        path.append(next)
      }
      left.subtract(path)
      for index in graph.nodes.indices { waiting[index].formIntersection(left) }
    }
  }

  private func report(_ cycle: [Int]) {
    guard let first = cycle.min().flatMap({ cycle.firstIndex(of: $0) }) else { return }
    let ordered = cycle[first...] + cycle[..<first]
    let names = (ordered + ordered.prefix(1)).map { graph.nodes[$0].name }
    let places = ordered.dropFirst().map { graph.nodes[$0].spot.child("depends_on").place("part of it") }
    findings.error(
      .dependencyCycle, "nodes wait for each other's start: \(names.joined(separator: " -> "))",
      at: graph.nodes[ordered[ordered.startIndex]].spot.child("depends_on"), related: places)
  }
}
