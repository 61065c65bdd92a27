extension StartPlanner {
  /// The dotted paths of a node's properties that must be masked: those of its graph, those that its manifest declares secret, and what the caller read
  /// from the environment (where the manifest does not say `"secret": false`).
  static func secretPaths(of node: CompiledNode, _ properties: Properties, _ request: StartRequest) -> [String] {
    var paths = node.secretPaths
    func add(_ path: String) {
      if !paths.contains(path) { paths.append(path) }
    }
    for path in declaredSecrets(node.manifest.properties, properties, below: []) { add(path.description) }
    let prefix = "nodes.\(node.name)."
    for origin in request.fromEnvironment.sorted() where origin.hasPrefix(prefix) {
      let path = String(origin.dropFirst(prefix.count))
      if node.manifest.start[path] == nil && !isShown(path, node.manifest.properties) { add(path) }
    }
    return paths
  }

  private static func declaredSecrets(_ schema: ObjectSchema, _ properties: Properties, below steps: [PropertyPath.Step]) -> [PropertyPath] {
    schema.properties.flatMap { field in
      properties[field.name].map { declaredSecrets(field.schema, $0, at: steps + [.key(field.name)]) } ?? []
    }
  }

  private static func declaredSecrets(_ schema: PropertySchema, _ value: Value, at steps: [PropertyPath.Step]) -> [PropertyPath] {
    if schema.secret == true { return [PropertyPath(steps: steps)] }
    switch value {
    case .object(let object): return schema.object.map { declaredSecrets($0, object, below: steps) } ?? []
    case .array(let elements):
      guard let items = schema.items.first else { return [] }
      return elements.enumerated().flatMap { index, element in declaredSecrets(items, element, at: steps + [.index(index)]) }
    default: return []
    }
  }

  /// Whether the manifest says `"secret": false` of the property at `path`.
  private static func isShown(_ path: String, _ schema: ObjectSchema) -> Bool {
    guard let steps = try? PropertyPath(path).steps, case .key(let first)? = steps.first else { return false }
    var found = schema[first]
    for step in steps.dropFirst() {
      switch step {
      case .key(let key): found = found?.object?[key]
      case .index: found = found?.items.first
      }
    }
    return found?.secret == false
  }
}
