extension StartPlan {
  /// Who got what, for the end record and `run --explain`: by node, each start value with where it came from, and each overridden property. Secrets are
  /// masked.
  public func report(_ graph: CompiledGraph) -> Value {
    var nodes = Properties()
    for (planned, node) in zip(self.nodes, graph.nodes) {
      var entry = Properties()
      var start = Properties()
      for (name, value) in Masking.masked(planned.values, paths: planned.secrets) {
        start[name] = ["value": value, "from": .string(planned.origins[name] ?? "")]
      }
      if !start.isEmpty { entry["start"] = .object(start) }
      let properties = Masking.masked(planned.properties, paths: planned.secretPaths)
      var overridden = Properties()
      for path in planned.overridden { overridden[path] = properties.value(at: path) ?? .string(Masking.mask) }
      if !overridden.isEmpty { entry["overridden"] = .object(overridden) }
      if !entry.isEmpty { nodes[node.name] = .object(entry) }
    }
    return .object(nodes)
  }
}
