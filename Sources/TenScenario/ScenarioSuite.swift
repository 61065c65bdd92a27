internal import TenCore
internal import TenGraph
package import TenRuntime

/// Runs scenarios, each with any number of seeds.
package struct ScenarioSuite: Sendable {
  let extensions: [any Extension.Type]
  let seeds: Range<UInt64>
  /// Part of the name of those that are run; nil for all.
  let filter: String?

  package init(extensions: [any Extension.Type], seeds: Range<UInt64>, filter: String? = nil) {
    self.extensions = extensions
    self.seeds = seeds
    self.filter = filter
  }

  /// How many seeds each scenario is run with.
  package var count: Int { seeds.count }

  /// The names of the scenarios of a file that are run.
  package func chosen(in file: ScenarioFile) -> [String] { file.names.filter { name in filter.map { name.contains($0) } ?? true } }

  /// Runs one scenario of a file, up to the first seed that fails.
  /// - Parameter progress: told how many seeds were run.
  package func run(_ name: String, of file: ScenarioFile, progress: (_ seedsDone: Int) -> Void = { _ in }) -> ScenarioResult? {
    file.scenarios.first { $0.scenario.name == name }.map { scenario, graph in
      var result = ScenarioResult(scenario, file: file.path)
      for seed in seeds {
        let outcome = ScenarioRun(scenario: scenario, graph: graph, extensions: extensions, seed: seed).run()
        result.add(outcome, file.bytes)
        progress(result.seeds)
        if result.failure != nil { break }
      }
      return result
    }
  }
}
