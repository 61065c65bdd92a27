/// Makes the plan of a session's start: which node gets which value, before anything runs.
public enum StartPlanner {
  /// Every start property of every node takes the caller's override for that node, else `start.<from or name>`, else the declared default, converted by
  /// the declared type. `bot_uid` and `avatar_uid` that nobody gave are made, once for the session. Pure: the same request, graph and random numbers give
  /// the same plan.
  ///
  /// A null in the request counts as not given.
  /// - Throws: everything that is wrong at once (codes `S001` and up in `docs/diagnostics.md`), warnings included.
  public static func plan(
    _ graph: CompiledGraph, _ request: StartRequest, random: inout some RandomNumberGenerator
  ) throws(Diagnostics) -> StartPlan {
    let known = Set(graph.warnings.map(\.code))
    var problems = check(graph).filter { $0.severity == .error || !known.contains($0.code) }
    var sources = StartSource.all(in: graph)
    problems += untaken(request, sources)
    problems += unknownNodes(request, graph)
    problems += makeUIDs(&sources, graph, request, &random)
    problems += sharedUIDs(request)

    let byName = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0) })
    var plan = StartPlan(nodes: [])
    for (index, node) in graph.nodes.enumerated() {
      var planned = StartPlan.Node(properties: node.properties)
      problems += startValues(of: node, byName, request, &planned)
      problems += properties(of: node, at: index, sources, request, &planned)
      plan.nodes.append(planned)
    }
    if Diagnostics(problems).hasErrors { throw Diagnostics(problems) }
    plan.warnings = problems
    return plan
  }

  /// Fills in the start values of one node.
  private static func startValues(
    of node: CompiledNode, _ sources: [String: StartSource], _ request: StartRequest, _ planned: inout StartPlan.Node
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for field in node.manifest.start.properties {
      guard let source = sources[field.sourceName] else { continue }
      guard let given = source.value(for: node.name, field, request) else {
        if node.manifest.start.required.contains(field.name) { problems.append(missing(field, of: node, source)) }
        continue
      }
      let secret = source.isSecret(request) || field.schema.isMasked(given.origin, request)
      if secret { planned.secrets.insert(field.name) }
      do {
        planned.values[field.name] = try given.value.converted(to: field.schema, leniently: true)
        planned.origins[field.name] = given.origin
      } catch {
        let shown = secret ? error.withoutValue : error
        problems.append(
          Diagnostic(
            "S003", .error, "the node '\(node.name)' cannot take \(given.describedOrigin) as its start property '\(field.name)': \(shown)",
            pointer: given.pointer.isEmpty ? node.pointer : given.pointer))
      }
    }
    return problems
  }

  private static func missing(_ field: ObjectSchema.Field, of node: CompiledNode, _ source: StartSource) -> Diagnostic {
    let inFile = node.properties[field.name] == nil ? "" : "; the value in the graph file is not used, since it differs from session to session"
    let argument = commandLineArgument(source)
    return Diagnostic(
      "S001", .error, "the node '\(node.name)' (\(node.extension)) needs the start property '\(field.name)', and nobody gave it\(inFile)",
      pointer: node.pointer,
      suggestion: "give start.\(source.name) for the session (\(argument)) or nodes.\(node.name).\(field.name) for this node alone")
  }

  /// A start value that the caller gave and no node takes.
  private static func untaken(_ request: StartRequest, _ sources: [StartSource]) -> [Diagnostic] {
    request.values.compactMap { name, _ in
      if request.offered.contains(name) || sources.contains(where: { $0.name == name }) { return nil }
      let renamed = sources.first { $0.takers.contains { $0.field.name == name } }
      var suggestion = renamed.map { "the session's name for it is '\($0.name)'" }
      suggestion = suggestion ?? Suggestion.nearest(to: name, in: sources.lazy.map(\.name)).map { "did you mean '\($0)'?" }
      let taken = sources.isEmpty ? "none of them takes any" : "they take \(sources.map(\.name).joined(separator: ", "))"
      return Diagnostic(
        "S002", .error, "no node of this graph takes the start value '\(name)': \(taken)", pointer: jsonPointer("start", name), suggestion: suggestion
      )
    }
  }

  private static func unknownNodes(_ request: StartRequest, _ graph: CompiledGraph) -> [Diagnostic] {
    let names = graph.nodes.map(\.name)
    return request.nodes.keys.sorted().filter { !names.contains($0) }.map { name in
      Diagnostic(
        "S004", .error, "the request gives values for the node '\(name)', which the graph '\(graph.name)' does not have",
        pointer: jsonPointer("nodes", name),
        suggestion: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "its nodes are \(names.joined(separator: ", "))")
    }
  }

  /// The RFC 6901 pointer of these steps.
  static func jsonPointer(_ steps: String...) -> String {
    steps.map { step in
      "/"
        + step.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
        .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }.joined()
  }
}
