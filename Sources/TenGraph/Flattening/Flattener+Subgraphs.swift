internal import TenCore

extension Flattener {
  /// Writes a subgraph node's properties into the nodes that its graph exposes them of.
  func pushProperties(_ property: Properties, of node: NodeSyntax, into inner: inout FlatLevel) {
    guard inner.flat.isComplete else { return }
    for (name, value) in property {
      let spot = node.spot.child("property").child(name)
      guard let targets = inner.exposedProperties[name] else {
        let near = String.didYouMean(name, inner.exposedProperties.keys)
        findings.error(
          .notExposed, "the subgraph '\(node.name)' does not expose the property '\(name)'", at: spot,
          suggestion: near ?? "list it in the subgraph's 'exposed_properties'")
        continue
      }
      for target in targets {
        guard let index = inner.index[target] else { continue }
        inner.flat.nodes[index].syntax.property[name] = value
        inner.flat.nodes[index].origins.set([.key(name)], spot)
      }
    }
  }

  /// Finds the nodes behind a graph's own `exposed_messages` and `exposed_properties`.
  func resolveExposures(_ graph: GraphSyntax, in level: inout FlatLevel) {
    for message in graph.exposedMessages {
      guard let node = target(of: message, in: level) else { continue }
      let key = FlatLevel.Exposure(direction: message.direction, kind: message.kind, name: message.name)
      if level.exposed[key] != nil {
        let text = "\(message.kind.key)_\(message.direction.rawValue) '\(message.name)' is exposed twice"
        findings.error(.badExposure, text, at: message.endpoint.spot, suggestion: "let one node take it and pass it on")
      }
      level.exposed[key] = node
    }
    for property in graph.exposedProperties {
      guard exists(property.endpoint, in: level, .badExposure) else { continue }
      switch property.endpoint.kind {
      case .subgraph:
        let prefix = property.endpoint.name + "_"
        let inner = level.subgraphs[property.endpoint.name]?.exposedProperties[property.name]
        if inner == nil { reportUnexposed("the property '\(property.name)'", by: property.endpoint, in: level) }
        level.exposedProperties[property.name, default: []] += (inner ?? []).map { prefix + $0 }
      default: level.exposedProperties[property.name, default: []].append(property.endpoint.name)
      }
    }
  }

  private func target(of message: ExposedMessage, in level: FlatLevel) -> String? {
    guard exists(message.endpoint, in: level, .badExposure) else { return nil }
    guard message.endpoint.kind == .subgraph else { return message.endpoint.name }
    return exposed(message.name, message.kind, message.direction, by: message.endpoint, in: level)
  }

  /// The node of an inlined subgraph that takes or sends a message for it.
  func exposed(
    _ name: String, _ kind: MessageKind, _ direction: MessageSpec.Direction, by endpoint: Endpoint, in level: FlatLevel
  ) -> String? {
    guard let inner = level.subgraphs[endpoint.name] else { return nil }
    guard let node = inner.exposed[FlatLevel.Exposure(direction: direction, kind: kind, name: name)] else {
      reportUnexposed("\(kind.key)_\(direction.rawValue) '\(name)'", by: endpoint, in: level)
      return nil
    }
    return "\(endpoint.name)_\(node)"
  }

  private func reportUnexposed(_ what: String, by endpoint: Endpoint, in level: FlatLevel) {
    guard level.subgraphs[endpoint.name]?.flat.isComplete == true else { return }
    findings.error(
      .notExposed, "the subgraph '\(endpoint.name)' does not expose \(what)", at: endpoint.spot,
      suggestion: "list it in the subgraph's 'exposed_messages' or 'exposed_properties'")
  }
}
