internal import TenCore

/// What can be checked of a flat graph without knowing any extension.
struct StructureCheck {
  let graph: FlatGraph
  let findings: Findings
  private let index: [String: Int]

  init(graph: FlatGraph, findings: Findings) {
    self.graph = graph
    self.findings = findings
    index = Dictionary(graph.nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  func run(at spot: Spot) {
    if graph.nodes.isEmpty && !findings.hasErrors {
      findings.error(.emptyGraph, "the graph has no extension node", at: spot.child("nodes"))
    }
    checkGroups()
    checkFallbacks()
    checkDependencies()
  }

  private func checkGroups() {
    let named = Set(graph.nodes.map { $0.syntax.group ?? GraphAssembly.defaultGroup })
    for group in graph.groups where !named.contains(group.name) {
      findings.error(
        .unknownGroup, "no node is in the group '\(group.name)'", at: group.spot, suggestion: .didYouMean(group.name, named))
    }
  }

  private func checkFallbacks() {
    for edge in graph.edges {
      guard let fallback = edge.fallback else { continue }
      if index[fallback.name] == nil {
        findings.error(
          .badFallback, "there is no extension node '\(fallback.name)' to fall back to", at: fallback.spot,
          suggestion: .didYouMean(fallback.name, index.keys))
      } else if fallback.name == edge.destination {
        findings.error(.badFallback, "'\(fallback.name)' cannot stand in for itself", at: fallback.spot)
      }
    }
  }

  private func checkDependencies() {
    for node in graph.nodes {
      for (name, spot) in node.syntax.dependsOn where node.resolve(name, in: index) == nil {
        findings.error(.unknownNode, "there is no extension node '\(name)' to depend on", at: spot, suggestion: .didYouMean(name, index.keys))
      }
      for (_, name, spot) in node.syntax.peers where node.resolve(name, in: index) == nil {
        findings.error(.unknownNode, "there is no extension node '\(name)'", at: spot, suggestion: .didYouMean(name, index.keys))
      }
    }
    reportCycles()
  }

  /// Takes away the nodes that depend on nothing left, until none can be taken; what remains is in a cycle or waits for one.
  private func reportCycles() {
    var waiting = graph.nodes.map { node in Set(node.syntax.dependsOn.compactMap { node.resolve($0.name, in: index) }) }
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
