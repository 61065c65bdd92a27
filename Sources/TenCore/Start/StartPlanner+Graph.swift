extension StartPlanner {
  /// What is wrong with a graph's start properties whatever a caller gives, for graphs that were built in code (loading a file checks the same): different defaults for one start value, and ordinary properties that bear the
  /// name of a start value which another node takes (for `channel` an error: such a node would join one channel in every session).
  public static func check(_ graph: CompiledGraph) -> [Diagnostic] {
    let sources = StartSource.all(in: graph)
    return sources.flatMap { differentDefaults($0, graph) }
      + sources.flatMap { source in
        graph.nodes.compactMap { sameName(source, $0, graph) }
      }
  }

  private static func differentDefaults(_ source: StartSource, _ graph: CompiledGraph) -> [Diagnostic] {
    var first: StartSource.Taker?
    for taker in source.takers {
      guard let value = taker.field.schema.defaultValue else { continue }
      guard let known = first, let other = known.field.schema.defaultValue else {
        first = taker
        continue
      }
      if value.means(other) { continue }
      let secret = source.isDeclaredSecret
      let values = secret ? "" : ": \(other.shown ?? "an \(other.kindName)") and \(value.shown ?? "an \(value.kindName)")"
      return [
        Diagnostic(
          "G049", .error,
          "the nodes '\(known.nodeName)' and '\(taker.nodeName)' have different defaults for the start value '\(source.name)'\(values)",
          file: graph.fileOrNil, pointer: graph.nodes[taker.node].pointer,
          related: [.init("the other node stands here", file: graph.fileOrNil, pointer: graph.nodes[known.node].pointer)],
          suggestion: "all nodes that take one start value get the same one: give the default in one manifest only, or the same in both")
      ]
    }
    return []
  }

  private static func sameName(_ source: StartSource, _ node: CompiledNode, _ graph: CompiledGraph) -> Diagnostic? {
    let name = source.name
    let takes = node.manifest.start.properties.contains { $0.name == name || $0.sourceName == name }
    let declared = node.manifest.properties[name]
    guard !takes, declared?.isStatic != true, declared != nil || node.properties[name] != nil, let taker = source.takers.first else { return nil }
    let isChannel = name == "channel"
    return Diagnostic(
      isChannel ? "G048" : "G047", isChannel ? .error : .warning,
      "'\(name)' of the node '\(node.name)' is an ordinary property, the same in all sessions, but the node '\(taker.nodeName)' takes "
        + "the session's '\(name)' at its start",
      file: graph.fileOrNil, pointer: node.pointer,
      suggestion: "declare '\(name)' under api.start in the manifest of '\(node.extension)', or mark the property \"static\": true")
  }
}

extension CompiledGraph {
  fileprivate var fileOrNil: String? { file.isEmpty ? nil : file }
}

extension Value {
  /// Whether both are the same value for properties of different types: 17 and "17" are.
  fileprivate func means(_ other: Value) -> Bool {
    if self == other { return true }
    if let a = double, let b = other.double { return a == b }
    let text = PropertySchema(.string)
    guard let a = try? converted(to: text, leniently: true), let b = try? other.converted(to: text, leniently: true) else { return false }
    return a == b
  }
}
