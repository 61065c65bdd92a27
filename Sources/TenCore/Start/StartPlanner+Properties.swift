extension StartPlanner {
  /// Properties that are read when the graph is compiled: an override would come too late.
  private static let fixedNames = ["ten", "peers"]

  /// Merges the caller's overrides into one node's properties, checks the result, and says what changed and what must be masked.
  static func properties(
    of node: CompiledNode, at index: NodeIndex, _ sources: [StartSource], _ request: StartRequest, _ planned: inout StartPlan.Node
  ) -> [Diagnostic] {
    let schema = node.manifest.properties
    var base = node.properties
    // A session's value in the graph file is never used: it would be one session's value in all of them.
    for field in node.manifest.start.properties where schema[field.name] == nil { base[field.name] = nil }

    var problems: [Diagnostic] = []
    var changes = Properties()
    for (name, value) in request.nodes[node.name] ?? Properties() {
      if node.manifest.start[name] != nil && schema[name] == nil { continue }
      let problem = undeclared(name, of: node, base)
      if let problem { problems.append(problem) }
      if problem?.severity != .error { changes[name] = value }
    }
    let merged = base.merging(changes)
    let (checked, violations) = schema.check(merged, leniently: true)
    let hidden = secretPaths(of: node, checked, request)
    for violation in violations {
      let secret = hidden.contains { violation.path == $0 || violation.path.hasPrefix("\($0).") || violation.path.hasPrefix("\($0)[") }
      problems.append(unfit(violation, of: node, changes, secret: secret))
    }
    let unchanged = schema.check(base, leniently: true).0
    planned.properties = checked
    planned.secretPaths = hidden
    planned.overridden = differences(from: unchanged, to: checked, below: []).map(\.description)
    for path in planned.overridden where planned.origins[path] == nil { planned.origins[path] = "nodes.\(node.name).\(path)" }
    return problems
  }

  /// What is doubtful or wrong about an override whose name the manifest does not declare; nil when nothing is.
  private static func undeclared(_ name: String, of node: CompiledNode, _ base: Properties) -> Diagnostic? {
    let schema = node.manifest.properties
    if schema[name] != nil { return nil }
    let pointer = jsonPointer("nodes", node.name, name)
    if fixedNames.contains(name) {
      return Diagnostic(
        "S010", .error,
        "the request changes '\(name)' of the node '\(node.name)', which is read when the graph is loaded and holds for all of its sessions",
        pointer: pointer, suggestion: "change it in the graph file")
    }
    if let field = node.manifest.start.properties.first(where: { $0.schema.from == name }) {
      return Diagnostic(
        "S011", .error, "'\(name)' is the session's name of a start value; the node '\(node.name)' takes it as '\(field.name)'", pointer: pointer,
        suggestion: "write nodes.\(node.name).\(field.name)")
    }
    if base[name] != nil { return nil }
    let declared = schema.properties.map(\.name) + node.manifest.start.properties.map(\.name)
    if let near = Suggestion.nearest(to: name, in: declared) {
      return Diagnostic(
        "S005", .error, "the extension '\(node.extension)' of the node '\(node.name)' declares no property '\(name)'", pointer: pointer,
        suggestion: "did you mean '\(near)'?")
    }
    return Diagnostic(
      "S006", .warning, "the extension '\(node.extension)' of the node '\(node.name)' declares no property '\(name)'; it is passed on as it is",
      pointer: pointer)
  }

  private static func unfit(_ violation: SchemaViolation, of node: CompiledNode, _ changes: Properties, secret: Bool) -> Diagnostic {
    let name = String(violation.path.prefix { $0 != "." && $0 != "[" })
    // What the caller has not given is wrong in the graph.
    let pointer = changes[name] != nil ? jsonPointer("nodes", node.name, name) : node.pointer
    let shown = secret ? "the value does not fit the declared type (it is secret, and not shown)" : violation.message
    return Diagnostic(
      "S007", .error, "the property '\(violation.path)' of the node '\(node.name)' does not fit the manifest of '\(node.extension)': \(shown)",
      pointer: pointer, suggestion: "give nodes.\(node.name).\(violation.path) as the manifest declares it")
  }

  /// The paths of the smallest values that differ; arrays are compared as wholes.
  private static func differences(from old: Properties, to new: Properties, below steps: [PropertyPath.Step]) -> [PropertyPath] {
    var paths: [PropertyPath] = []
    for (key, value) in new where old[key] != value {
      let steps = steps + [.key(key)]
      if case .object(let ours)? = old[key], case .object(let theirs) = value {
        paths += differences(from: ours, to: theirs, below: steps)
      } else {
        paths.append(PropertyPath(steps: steps))
      }
    }
    return paths
  }
}
