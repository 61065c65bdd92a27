extension StartPlanner {
  /// The command-line arguments that would give what a start is still missing, one for each start value and in the order of the graph:
  /// `--start channel=…`, and for secrets, which must not stand in the process list, `--start token=@env:TOKEN`.
  public static func missingArguments(_ graph: CompiledGraph, _ request: StartRequest) -> [String] {
    StartSource.all(in: graph).compactMap { source in
      let isMissing = source.takers.contains { taker in
        graph.nodes[taker.node].manifest.start.required.contains(taker.field.name) && source.value(for: taker.nodeName, taker.field, request) == nil
      }
      guard isMissing && !madeNames.contains(source.name) else { return nil }
      return commandLineArgument(source)
    }
  }

  /// Whether a value of this name must not stand on the command line, because some node declares it secret.
  public static func isSecret(_ name: String, in graph: CompiledGraph) -> Bool {
    StartSource.all(in: graph).contains { $0.name == name && $0.isDeclaredSecret }
  }

  static func commandLineArgument(_ source: StartSource) -> String {
    guard source.isDeclaredSecret else { return "--start \(source.name)=…" }
    let variable = source.name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return "--start \(source.name)=@env:\(String(variable))"
  }
}
