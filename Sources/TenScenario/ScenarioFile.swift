internal import TenCore
internal import TenGraph
package import TenRuntime

/// The scenarios of one file, checked against their graphs and ready to run.
package struct ScenarioFile: Sendable {
  package let path: String
  let scenarios: [(scenario: Scenario, graph: CompiledGraph)]
  let bytes: [UInt8]

  package var names: [String] { scenarios.map(\.scenario.name) }

  /// Reads and checks a file.
  /// - Parameter missing: by their names, why extensions are not there.
  /// - Throws: everything that is wrong with it and with its graphs, each with file, line and column.
  package static func load(
    _ path: String, extensions: [any Extension.Type], missing: [String: String] = [:]
  ) throws(Diagnostics) -> ScenarioFile {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try TextFile.read(path)
    } catch {
      throw Diagnostics([Diagnostic(Rule.unreadable.code, .error, error.description, file: path)])
    }
    let value = try JSON.parse(bytes, file: path)
    let findings = Findings()
    let read = ScenarioReader(findings: findings, file: path).read(value)
    var catalogue = ExtensionCatalogue()
    catalogue.missing = missing
    for type in extensions { try catalogue.add(type.manifest, defaults: type.defaults) }
    var scenarios: [(Scenario, CompiledGraph)] = []
    var graphProblems: [Diagnostic] = []
    for scenario in read where !scenario.graph.isEmpty {
      do throws(Diagnostics) {
        let graph = try compile(scenario, catalogue, findings)
        ScenarioCheck(scenario: scenario, graph: graph, findings: findings).run()
        scenarios.append((scenario, graph))
      } catch {
        for problem in error.list where problem.severity == .error && !graphProblems.contains(problem) { graphProblems.append(problem) }
      }
    }
    let problems = Diagnostics(findings.list + graphProblems).located(in: [path: bytes]).list
    guard problems.isEmpty else {
      // In the order of the file; what stands in the graph's file comes behind.
      let own = problems.filter { $0.file == path }.sorted { ($0.line ?? 0, $0.column ?? 0, $0.message) < ($1.line ?? 0, $1.column ?? 0, $1.message) }
      throw Diagnostics(own + problems.filter { $0.file != path })
    }
    return ScenarioFile(path: path, scenarios: scenarios, bytes: bytes)
  }

  private static func compile(_ scenario: Scenario, _ catalogue: ExtensionCatalogue, _ findings: Findings) throws(Diagnostics) -> CompiledGraph {
    let compiler = GraphCompiler(catalogue: catalogue, environment: scenario.environment)
    let graph = try compiler.compile(file: scenario.graph, graph: scenario.graphName, replacing: scenario.replace)
    var random = SystemRandomNumberGenerator()
    do throws(Diagnostics) {
      _ = try StartPlanner.plan(graph, StartRequest(values: scenario.start, nodes: scenario.nodes), random: &random)
    } catch {
      for problem in error.list where problem.severity == .error && scenario.end.reason != .startFailed {
        findings.error(.badValue, "starting '\(scenario.name)': \(problem.message)", at: scenario.spot.child("start"), suggestion: problem.suggestion)
      }
    }
    return graph
  }
}
