internal import TenCore
internal import TenGraph
internal import TenRuntime

/// Everything before a session of `tenhost run`: reads, compiles and plans, and tells all that is missing as the command line that would work.
struct RunPreparation {
  enum Outcome {
    case ready(SessionRun)
    case refused(HostExit)
  }

  let command: RunRequest
  let surroundings: Surroundings

  private var problems: ProblemReport { ProblemReport(surroundings: surroundings, json: command.json) }

  /// - Throws: `UsageError`.
  func prepare() throws -> Outcome {
    var environment = surroundings.environment
    if let file = command.envFile { environment.merge(try EnvironmentFile.read(file)) { existing, _ in existing } }
    let source = GraphSource(
      file: command.file, name: command.graphName, replacing: try ReplaceOption.pairs(command.replace), surroundings, environment: environment)
    let graph: CompiledGraph
    let extensions: [any Extension.Type]
    do throws(Diagnostics) {
      (graph, extensions) = try source.compile()
    } catch {
      problems.show(error.list)
      if source.isUnreadable(error) { return .refused(.usage) }
      try showMissing(source, environment)
      return .refused(.invalidGraph)
    }
    let arguments = try arguments(graph, environment)
    return plan(graph, extensions, arguments, log: source.log)
  }

  private func arguments(_ graph: CompiledGraph, _ environment: [String: String]) throws -> StartArguments {
    var arguments = StartArguments(graph, environment: environment)
    if let file = command.startFile { try arguments.add(file: try document(file), from: file) }
    try arguments.add(start: command.start)
    try arguments.add(nodes: command.node)
    return arguments
  }

  private func document(_ file: String) throws -> Value {
    do {
      return try JSON.parse(file == "-" ? surroundings.readInput() : TextFile.read(file), file: file == "-" ? "standard input" : file)
    } catch {
      throw UsageError("--start-file: \(error)")
    }
  }

  private func plan(_ graph: CompiledGraph, _ extensions: [any Extension.Type], _ arguments: StartArguments, log: Properties?) -> Outcome {
    var random = SystemRandomNumberGenerator()
    do throws(Diagnostics) {
      let plan = try StartPlanner.plan(graph, arguments.request, random: &random)
      guard arguments.missingVariables.isEmpty else {
        showCommandLine(graph, arguments, variables: arguments.missingVariables)
        return .refused(.startRefused)
      }
      problems.show(graph.warnings + plan.warnings)
      let filter = SecretFilter(graph, plan)
      surroundings.output.hide(filter)
      surroundings.errors.hide(filter)
      let sinks = LogConfiguration.read(log, command, surroundings, problems)
      for sink in sinks.sinks { sink.outlet.hide(filter) }
      return .ready(
        SessionRun(command: command, surroundings: surroundings, graph: graph, extensions: extensions, request: arguments.request, sinks: sinks))
    } catch {
      problems.show(error.list)
      if !StartPlanner.missingArguments(graph, arguments.request).isEmpty || !arguments.missingVariables.isEmpty {
        showCommandLine(graph, arguments, variables: arguments.missingVariables)
      }
      return .refused(.startRefused)
    }
  }

  /// After errors of the graph: when no more than variables are missing, tells them together with the start values that are missing too.
  private func showMissing(_ source: GraphSource, _ environment: [String: String]) throws {
    guard let (graph, missing) = try? source.compileWithStandIns(), !missing.isEmpty else { return }
    let arguments = try arguments(graph, environment)
    showCommandLine(graph, arguments, variables: missing + arguments.missingVariables.filter { !missing.contains($0) })
  }

  private func showCommandLine(_ graph: CompiledGraph, _ arguments: StartArguments, variables: [String]) {
    var words = ["tenhost", "run", command.file]
    if let name = command.graphName { words += ["--graph", name] }
    words += command.start.flatMap { ["--start", $0] } + command.node.flatMap { ["--node", $0] }
    words += command.replace.flatMap { ["--replace", $0] }
    if let file = command.startFile { words += ["--start-file", file] }
    if let file = command.envFile { words += ["--env-file", file] }
    var variables = variables
    // A value that `@env:` names counts as given: only its variable is missing.
    let named = Set(command.start.compactMap { $0.split(separator: "=").first.map(String.init) })
    for argument in StartPlanner.missingArguments(graph, arguments.request) {
      let pair = String(argument.dropFirst("--start ".count))
      guard let name = pair.split(separator: "=").first, !named.contains(String(name)) else { continue }
      words += ["--start", pair]
      if let variable = pair.split(separator: ":").last, pair.contains("=@env:"), !variables.contains(String(variable)) {
        variables.append(String(variable))
      }
    }
    let line = (variables.map { "\($0)=…" } + [ShellText.line(words)]).joined(separator: " ")
    if command.json {
      surroundings.output.writeJSON([
        "type": "missing", "variables": .array(variables.map(Value.string)), "command_line": .string(line),
      ])
    } else {
      surroundings.errors.write("give what is missing, with values for each …:\n  \(line)\n")
    }
  }
}
