internal import TenCore

extension Flattener {
  func expand(_ connection: ConnectionSyntax, in level: inout FlatLevel) {
    guard exists(connection.endpoint, in: level) else {
      // Still look at the other ends, so that everything is reported at once.
      for flow in connection.flows {
        for endpoint in flow.destinations.map(\.endpoint) + flow.sources { _ = exists(endpoint, in: level) }
      }
      return
    }
    for flow in connection.flows {
      let destinations = flow.destinations.filter { exists($0.endpoint, in: level) }
      let sources = flow.sources.filter { exists($0, in: level) }
      for (name, _) in flow.names where !isTooLarge {
        for destination in destinations {
          for from in nodes(connection.endpoint, sending: name, flow.kind, in: &level) {
            for to in nodes(destination.endpoint, taking: name, flow.kind, in: &level) {
              add(FlatEdge(from, flow.kind, name, to, destination, destination.endpoint.object), to: &level)
            }
          }
        }
        for source in sources {
          for to in nodes(connection.endpoint, taking: name, flow.kind, in: &level) {
            for from in nodes(source, sending: name, flow.kind, in: &level) {
              add(FlatEdge(from, flow.kind, name, to, nil, source.object), to: &level)
            }
          }
        }
      }
    }
  }

  private func add(_ edge: FlatEdge, to level: inout FlatLevel) {
    if countEdge(at: edge.spot) { level.flat.edges.append(edge) }
  }

  private func nodes(_ endpoint: Endpoint, taking name: String, _ kind: MessageKind, in level: inout FlatLevel) -> [String] {
    nodes(endpoint, name, kind, .in, &level)
  }

  private func nodes(_ endpoint: Endpoint, sending name: String, _ kind: MessageKind, in level: inout FlatLevel) -> [String] {
    nodes(endpoint, name, kind, .out, &level)
  }

  private func nodes(
    _ endpoint: Endpoint, _ name: String, _ kind: MessageKind, _ direction: MessageSpec.Direction, _ level: inout FlatLevel
  ) -> [String] {
    switch endpoint.kind {
    case .extension: return [Self.flatName(endpoint.name)]
    case .subgraph: return exposed(name, kind, direction, by: endpoint, in: level).map { [$0] } ?? []
    case .selector:
      var found: [String] = []
      for endpoint in matches(endpoint, in: &level) { found += nodes(endpoint, name, kind, direction, &level) }
      return found
    }
  }

  /// TEN's files also name a node of a subgraph as `subgraph:node`.
  static func flatName(_ name: String) -> String { String(name.map { $0 == ":" ? "_" : $0 }) }

  /// Whether the node is there; reported otherwise.
  func exists(_ endpoint: Endpoint, in level: FlatLevel, _ rule: Rule = .unknownNode) -> Bool {
    let declared = level.declared[endpoint.name]
    if findings.isFull { return declared != nil || level.index[Self.flatName(endpoint.name)] != nil }
    switch (endpoint.kind, declared?.kind) {
    case (.extension, .extension), (.subgraph, .subgraph), (.selector, .selector): return true
    case (.extension, nil) where level.index[Self.flatName(endpoint.name)] != nil: return true
    case (_, .extension), (_, .subgraph), (_, .selector):
      let kind = Self.word(for: declared)
      findings.error(
        rule, "'\(endpoint.name)' is a node of type '\(kind)'", at: endpoint.spot, suggestion: "write \"\(kind)\": \"\(endpoint.name)\"")
    case (_, nil):
      guard level.shouldBeKnown(endpoint.kind == .extension ? Self.flatName(endpoint.name) : endpoint.name) else { return false }
      let known = level.declared.filter { Self.word(for: $0.value) == endpoint.kind.rawValue }.map(\.key)
      let names = endpoint.kind == .extension ? known + level.index.keys : known
      findings.error(
        rule, "there is no \(endpoint.kind.rawValue) node '\(endpoint.name)'", at: endpoint.spot,
        suggestion: String.didYouMean(endpoint.name, names) ?? Self.listing(names, endpoint.kind))
    }
    return false
  }

  private static func listing(_ names: [String], _ kind: Endpoint.Kind) -> String {
    let distinct = Set(names).sorted()
    if distinct.isEmpty { return "the graph has no \(kind.rawValue) nodes" }
    return distinct.count > 12 ? "add a node of that name" : "the graph has \(String.enumeration(distinct))"
  }

  private static func word(for node: NodeSyntax?) -> String {
    switch node?.kind {
    case .extension: "extension"
    case .subgraph: "subgraph"
    case .selector: "selector"
    case nil: ""
    }
  }
}

extension Endpoint {
  /// The place of the object that names the node.
  var object: Spot {
    guard let slash = spot.pointer.lastIndex(of: "/") else { return spot }
    return Spot(spot.file, String(spot.pointer[..<slash]))
  }
}

extension FlatEdge {
  init(_ source: String, _ kind: MessageKind, _ name: String, _ destination: String, _ syntax: DestinationSyntax?, _ spot: Spot) {
    self.init(
      source: source, kind: kind, name: name, destination: destination, fallback: syntax?.fallback, conversion: syntax?.conversion, spot: spot)
  }
}
