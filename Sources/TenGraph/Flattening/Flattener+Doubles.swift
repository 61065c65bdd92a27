internal import TenCore

extension Flattener {
  private struct Edge: Hashable {
    var source: String
    var kind: MessageKind
    var name: String
    var destination: String
  }

  /// An edge that is written twice is one edge; only differing conversions are an error.
  func withoutDoubles(_ edges: [FlatEdge]) -> [FlatEdge] {
    var kept: [FlatEdge] = []
    var index: [Edge: Int] = [:]
    for edge in edges {
      let key = Edge(source: edge.source, kind: edge.kind, name: edge.name, destination: edge.destination)
      guard let first = index[key] else {
        index[key] = kept.count
        kept.append(edge)
        continue
      }
      let known = kept[first]
      let text = "\(edge.kind.key) '\(edge.name)' from '\(edge.source)' to '\(edge.destination)' is written twice"
      let related = [known.spot.place("the first time")]
      if known.conversion?.message != edge.conversion?.message || known.conversion?.result != edge.conversion?.result {
        findings.error(
          .conflictingConversions, "\(text), with different conversions", at: edge.spot, related: related,
          suggestion: "remove one of the two")
      } else {
        findings.warning(.doubledEdge, "\(text); it is one edge", at: edge.spot, related: related, suggestion: "remove one of the two")
        if known.fallback == nil { kept[first].fallback = edge.fallback }
      }
    }
    return kept
  }
}
