internal import TenCore

extension SecretFilter {
  /// What is secret in every session of a graph, whatever its start message says.
  init(_ graph: CompiledGraph) {
    self.init(graph.nodes.flatMap { node in node.secretPaths.flatMap { Self.texts(of: node.properties.value(at: $0) ?? .null) } })
  }

  private static func texts(of value: Value) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(texts)
    case .object(let object): object.flatMap { texts(of: $0.value) }
    default: []
    }
  }

  /// The properties with every secret in a text masked; names of properties stay as they are.
  func applied(to properties: Properties) -> Properties {
    guard !isEmpty else { return properties }
    return Properties(properties.map { ($0.key, applied(to: $0.value)) })
  }

  func applied(to value: Value) -> Value {
    switch value {
    case .string(let text): .string(applied(to: text))
    case .array(let elements): .array(elements.map { applied(to: $0) })
    case .object(let object): .object(applied(to: object))
    default: value
    }
  }
}
