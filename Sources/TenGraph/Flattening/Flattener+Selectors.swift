internal import TenCore

extension Flattener {
  /// The extension and subgraph nodes of this graph that a selector means, in the order of the file.
  func matches(_ endpoint: Endpoint, in level: inout FlatLevel) -> [Endpoint] {
    if let known = level.selected[endpoint.name], !known.isEmpty {
      return known.map { Endpoint(kind: $0.kind, name: $0.name, spot: endpoint.spot) }
    }
    guard let selector = level.declared[endpoint.name], case .selector(let filter) = selector.kind else { return [] }
    let found = level.declared.values.filter { Self.matches($0, filter) }
    if found.isEmpty {
      findings.warning(
        .selectorMatchesNothing, "the selector '\(endpoint.name)' matches no node", at: endpoint.spot,
        related: [selector.spot.place("the selector")])
    }
    // Pointers of one array differ in their index only.
    let ordered = found.sorted { ($0.spot.pointer.utf8.count, $0.spot.pointer) < ($1.spot.pointer.utf8.count, $1.spot.pointer) }
    let endpoints = ordered.map { node in
      if case .subgraph = node.kind { return Endpoint(kind: .subgraph, name: node.name, spot: endpoint.spot) }
      return Endpoint(kind: .extension, name: node.name, spot: endpoint.spot)
    }
    level.selected[endpoint.name] = endpoints
    return endpoints
  }

  private static func matches(_ node: NodeSyntax, _ filter: Filter) -> Bool {
    if case .selector = node.kind { return false }
    switch filter {
    case .all(let filters): return filters.allSatisfy { matches(node, $0) }
    case .any(let filters): return filters.contains { matches(node, $0) }
    case .field(let field, let match):
      guard let text = value(of: field, node) else { return false }
      switch match {
      case .exact(let wanted): return text == wanted
      case .pattern(let pattern): return pattern.matches(text)
      }
    }
  }

  private static func value(of field: Filter.Field, _ node: NodeSyntax) -> String? {
    switch (field, node.kind) {
    case (.name, _): node.name
    case (.type, .extension): "extension"
    case (.type, .subgraph): "subgraph"
    case (.addon, .extension(let syntax)): syntax.addon
    default: nil
    }
  }
}
