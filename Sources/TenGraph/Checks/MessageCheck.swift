internal import TenCore

/// Checks the connections against the manifests of both sides: whether the messages are listed, and whether their types agree.
struct MessageCheck {
  let flat: FlatGraph
  /// By the index of the flat node; nil where its extension is not known.
  let nodes: [CompiledNode?]
  let index: [String: Int]
  let findings: Findings

  func run() {
    for edge in flat.edges {
      guard let from = index[edge.source], let to = index[edge.destination] else { continue }
      let source = nodes[from]?.manifest
      let destination = nodes[to]?.manifest
      let sent = source?.listed(.out, edge.kind, edge.name)
      if let source, sent == nil { warn(edge, source, .out, edge.name, node: edge.source) }
      let shape = MessageShape(sent, edge.name).converted(by: edge.conversion?.message)
      guard let destination, let name = shape.name else { continue }
      guard let taken = destination.listed(.in, edge.kind, name) else {
        warn(edge, destination, .in, name, node: edge.destination)
        continue
      }
      let sides = Sides(edge: edge, from: flat.nodes[from], to: flat.nodes[to])
      compare(shape, with: taken.schema, "\(edge.kind.key) '\(edge.name)'", sides)
      guard let result = taken.result, let expected = sent?.result else { continue }
      let back = MessageShape(result).converted(by: edge.conversion?.result)
      compare(back, with: expected, "the result of cmd '\(edge.name)'", sides)
    }
  }

  private struct Sides {
    var edge: FlatEdge
    var from: FlatNode
    var to: FlatNode

    var places: [Diagnostic.Place] {
      [from.spot.place("the sender '\(from.name)'"), to.spot.place("the receiver '\(to.name)'")]
    }
  }

  private func warn(_ edge: FlatEdge, _ manifest: Manifest, _ direction: MessageSpec.Direction, _ name: String, node: String) {
    let names = manifest.messages.filter { $0.direction == direction && $0.kind == edge.kind }.map(\.name)
    let verb = direction == .out ? "sends" : "takes"
    let listing = names.isEmpty ? "it \(verb) no \(edge.kind.key)" : "it \(verb) \(String.enumeration(names))"
    findings.warning(
      .unlistedMessage, "the manifest of '\(manifest.name)' (node '\(node)') does not list that it \(verb) \(edge.kind.key) '\(name)'", at: edge.spot,
      suggestion: .didYouMean(name, names) ?? listing)
  }

  private func compare(_ shape: MessageShape, with schema: ObjectSchema, _ what: String, _ sides: Sides) {
    guard let fields = shape.fields, !schema.isEmpty else { return }
    for mismatch in SchemaComparison.mismatches(fields, schema) {
      switch mismatch {
      case .type(let path, let sent, let wanted):
        findings.error(
          .incompatibleType, "\(what): the property '\(path)' is sent as \(sent) and taken as \(wanted)", at: sides.edge.spot,
          related: sides.places, suggestion: "convert it with msg_conversion, or change one of the manifests")
      case .never(let path):
        findings.error(
          .missingRequired, "\(what): the receiver requires the property '\(path)', and the sender has none", at: sides.edge.spot,
          related: sides.places, suggestion: "set it with msg_conversion")
      case .perhaps(let path):
        findings.warning(
          .missingRequired, "\(what): the receiver requires the property '\(path)', and the sender need not send it", at: sides.edge.spot,
          related: sides.places)
      }
    }
  }
}

extension Manifest {
  /// The declaration of a message; one that is declared under the name `*` stands for every name.
  func listed(_ direction: MessageSpec.Direction, _ kind: MessageKind, _ name: String) -> MessageSpec? {
    message(direction, kind, name) ?? message(direction, kind, "*")
  }
}
