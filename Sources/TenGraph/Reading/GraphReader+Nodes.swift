internal import TenCore

extension GraphReader {
  func node(_ value: Value, at spot: Spot) -> NodeSyntax? {
    guard let object = value.object else {
      findings.error(.wrongType, "a node must be an object, not \(value.kindName)", at: spot)
      return nil
    }
    switch object["type"] {
    case .string("extension"): return extensionNode(value, at: spot)
    case .string("subgraph"): return subgraphNode(value, at: spot)
    case .string("selector"): return selectorNode(value, at: spot)
    case .string("extension_group"):
      findings.note(
        .legacyNode, "nodes of type 'extension_group' are ignored: a group is what its extensions name", at: spot,
        suggestion: "remove the node")
    case .string(let type):
      let types = ["extension", "subgraph", "selector"]
      let suggestion = String.didYouMean(type, types) ?? "it must be 'extension', 'subgraph' or 'selector'"
      findings.error(.badValue, "a node cannot have the type '\(type)'", at: spot.child("type"), suggestion: suggestion)
    case .some(let type):
      findings.error(.wrongType, "'type' of a node must be a string, not \(type.kindName)", at: spot.child("type"))
    case nil:
      let suggestion = object["addon"] == nil ? nil : "write \"type\": \"extension\""
      findings.error(.missingKey, "a node needs the key 'type'", at: spot, suggestion: suggestion)
    }
    return nil
  }

  private func extensionNode(_ value: Value, at spot: Spot) -> NodeSyntax? {
    guard let reader = ObjectReader(value, at: spot, .extensionNode, findings) else { return nil }
    refuseApp(reader)
    let name = reader.requiredName("name")
    let addon = reader.requiredString("addon")
    var node = ExtensionSyntax(addon: addon ?? "")
    node.group = reader.has("extension_group") ? reader.requiredString("extension_group") : nil
    if let (property, spot) = reader.objectValue("property") {
      node.property = property
      readTen(in: &node, at: spot.child("ten"))
    }
    node.dependsOn = reader.strings("depends_on").map { ($0.text, $0.spot) }
    node.onFailure = reader.choice("on_failure", FailurePolicy.self)
    if let (value, spot) = reader.value("inbox") { node.inbox = inbox(value, at: spot) }
    if let (value, spot) = reader.value("deadlines") { node.deadlines = deadlines(value, at: spot) }
    if let (peers, spot) = reader.objectValue("peers") { node.peers = self.peers(peers, at: spot) }
    guard let name, addon != nil else { return nil }
    return NodeSyntax(name: name, spot: spot, kind: .extension(node))
  }

  /// The names that a node gives to the peers of its manifest.
  func peers(_ object: Properties, at spot: Spot) -> [(role: String, node: String, spot: Spot)] {
    object.compactMap { role, value in
      guard let node = value.string else {
        findings.error(.wrongType, "the node for the peer '\(role)' must be a string, not \(value.kindName)", at: spot.child(role))
        return nil
      }
      return (role, node, spot.child(role))
    }
  }

  private func subgraphNode(_ value: Value, at spot: Spot) -> NodeSyntax? {
    guard let reader = ObjectReader(value, at: spot, .subgraphNode, findings) else { return nil }
    refuseApp(reader)
    let name = reader.requiredName("name")
    let property = reader.objectValue("property")?.object ?? Properties()
    guard let (graph, graphSpot) = reader.value("graph") else {
      reader.missing("graph")
      return nil
    }
    guard let name, let graph = read(graph, at: graphSpot) else { return nil }
    return NodeSyntax(name: name, spot: spot, kind: .subgraph(graph, property))
  }

  private func selectorNode(_ value: Value, at spot: Spot) -> NodeSyntax? {
    guard let reader = ObjectReader(value, at: spot, .selectorNode, findings) else { return nil }
    let name = reader.requiredName("name")
    guard let (filter, filterSpot) = reader.value("filter") else {
      reader.missing("filter")
      return nil
    }
    guard let name, let filter = self.filter(filter, at: filterSpot, depth: 0) else { return nil }
    return NodeSyntax(name: name, spot: spot, kind: .selector(filter))
  }

  private func filter(_ value: Value, at spot: Spot, depth: Int) -> Filter? {
    guard let reader = ObjectReader(value, at: spot, .filter, findings) else { return nil }
    let forms = ["field", "and", "or"].filter(reader.has)
    guard forms.count == 1, let form = forms.first else {
      findings.error(.exclusiveKeys, "a filter needs exactly one of the keys 'field', 'and' or 'or'", at: spot)
      return nil
    }
    if form != "field" {
      let parts = reader.array(form)
      let filters = parts.compactMap { filter($0.value, at: $0.spot, depth: depth + 1) }
      guard filters.count == parts.count, reader.object[form]?.array != nil else { return nil }
      return form == "and" ? .all(filters) : .any(filters)
    }
    let field = reader.choice("field", Filter.Field.self)
    let text = reader.string("value")
    let `operator` = reader.requiredString("operator")
    if !reader.has("value") { reader.missing("value") }
    guard let field, let text, let `operator` else { return nil }
    switch `operator` {
    case "exact": return .field(field, .exact(text))
    case "regex":
      do {
        return .field(field, .pattern(try TextPattern(text)))
      } catch {
        findings.error(.badPattern, "'\(text)' is no regular expression: \(error.reason)", at: spot.child("value"))
        return nil
      }
    default:
      findings.error(.badValue, "a filter has no operator '\(`operator`)'", at: spot.child("operator"), suggestion: "use 'exact' or 'regex'")
      return nil
    }
  }
}
