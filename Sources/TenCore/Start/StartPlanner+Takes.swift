extension StartPlanner {
  /// The start values that a graph's nodes take, in the order of first mention: `name`, `type`, `required`, `secret`, and the `nodes` that take each.
  package static func takes(_ graph: CompiledGraph) -> [Value] {
    StartSource.all(in: graph).map { source in
      let isRequired = source.takers.contains { graph.nodes[$0.node].manifest.start.required.contains($0.field.name) }
      return [
        "name": .string(source.name), "type": .string(source.takers.first?.field.schema.type.rawValue ?? ""),
        "required": .bool(isRequired && source.defaultValue == nil), "secret": .bool(source.isDeclaredSecret),
        "nodes": .array(source.takers.map { .string($0.nodeName) }),
      ]
    }
  }
}
