internal import TenCore

/// Reads the structure of one graph; knows nothing of other files, extensions or the environment.
struct GraphReader {
  let findings: Findings

  /// - Parameter keys: `graph`, or `predefinedGraph` for an entry that holds its nodes directly, as TEN's old files do.
  func read(_ value: Value, at spot: Spot, _ keys: KeySet = .graph) -> GraphSyntax? {
    guard let reader = ObjectReader(value, at: spot, keys, findings) else { return nil }
    var graph = GraphSyntax(spot: spot)
    if reader.has("import_uri") {
      guard let uri = reader.requiredString("import_uri") else { return nil }
      for key in ["nodes", "connections", "exposed_messages", "exposed_properties", "groups"] where reader.has(key) {
        findings.error(
          .importWithKeys, "a graph with 'import_uri' cannot have '\(key)' too", at: spot.child(key),
          suggestion: "move it into the imported file, or use a subgraph node")
      }
      graph.importURI = (uri, spot.child("import_uri"))
      return graph
    }
    if !reader.has("nodes") { reader.missing("nodes") }
    for (value, spot) in reader.array("nodes") {
      if let node = node(value, at: spot) {
        graph.nodes.append(node)
      } else if let name = value.object?["name"]?.string {
        graph.unreadable.insert(name)
      }
    }
    for (value, spot) in reader.array("connections") {
      if let connection = connection(value, at: spot) { graph.connections.append(connection) }
    }
    for (value, spot) in reader.array("exposed_messages") {
      if let message = exposedMessage(value, at: spot) { graph.exposedMessages.append(message) }
    }
    for (value, spot) in reader.array("exposed_properties") {
      guard let reader = ObjectReader(value, at: spot, .exposedProperty, findings) else { continue }
      if let name = reader.requiredString("name"), let endpoint = endpoint(reader, [.extension, .subgraph]) {
        graph.exposedProperties.append(ExposedProperty(name: name, endpoint: endpoint))
      }
    }
    if let (groups, spot) = reader.objectValue("groups") {
      for (name, value) in groups {
        guard let reader = ObjectReader(value, at: spot.child(name), .group, findings) else { continue }
        graph.groups.append((name, reader.bool("thread") ?? false, spot.child(name)))
      }
    }
    return graph
  }

  private func exposedMessage(_ value: Value, at spot: Spot) -> ExposedMessage? {
    guard let reader = ObjectReader(value, at: spot, .exposedMessage, findings) else { return nil }
    let name = reader.requiredString("name")
    let type = reader.requiredString("type")
    let endpoint = endpoint(reader, [.extension, .subgraph])
    guard let name, let type, let endpoint else { return nil }
    for kind in MessageKind.allCases {
      for direction in [MessageSpec.Direction.in, .out] where type == "\(kind.key)_\(direction.rawValue)" {
        return ExposedMessage(direction: direction, kind: kind, name: name, endpoint: endpoint)
      }
    }
    let types = MessageKind.allCases.flatMap { ["\($0.key)_in", "\($0.key)_out"] }
    let suggestion = String.didYouMean(type, types) ?? "it must be one of \(String.enumeration(types, "or"))"
    findings.error(.badValue, "'type' of an exposed message cannot be '\(type)'", at: spot.child("type"), suggestion: suggestion)
    return nil
  }

  /// The one of these keys that names a node; reports none and more than one.
  func endpoint(_ reader: ObjectReader, _ kinds: [Endpoint.Kind]) -> Endpoint? {
    refuseApp(reader)
    let present = kinds.filter { reader.has($0.rawValue) }
    guard let kind = present.first else {
      let related = reader.object.keys.first { !reader.keys.allows($0) }
      let suggestion = related.map { "is '\($0)' meant for one of them?" }
      findings.error(
        .missingKey, "\(reader.keys.name) needs one of the keys \(String.enumeration(kinds.map(\.rawValue), "or"))", at: reader.spot,
        suggestion: suggestion)
      return nil
    }
    guard present.count == 1 else {
      findings.error(
        .exclusiveKeys, "\(reader.keys.name) names \(String.enumeration(present.map(\.rawValue))) at once; one is possible", at: reader.spot)
      return nil
    }
    return reader.requiredString(kind.rawValue).map { Endpoint(kind: kind, name: $0, spot: reader.spot.child(kind.rawValue)) }
  }

  /// `app` on nodes and destinations belongs to graphs over several apps.
  func refuseApp(_ reader: ObjectReader) {
    guard reader.has("app") else { return }
    findings.error(
      .refusedKey, "'app' is not supported: a graph runs in one host", at: reader.spot.child("app"),
      suggestion: "remove 'app'; to reach another process, connect the two sessions by nodes that talk to each other")
  }
}
