internal import ArgumentParser
internal import TenCore
internal import TenGraph
internal import TenLoop
internal import TenScenario

struct TestCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Runs scenarios: tests of graphs, in virtual time.",
    discussion: """
      tenhost test graphs
      tenhost test graphs/demo.test.json --filter 'second user' --seeds 1000

      In a folder, all files *.test.json are run. A seed chooses among the orders in which things may happen; the same seed gives the same run. \
      Exit codes: 0 all passed, 1 a scenario failed, 2 wrong command line, 3 a scenario file or its graph is not valid.
      """)

  @Argument(help: "Scenario files and folders.", completion: .file(extensions: ["json"])) var paths: [String]
  @OptionGroup var libraries: LibraryOptions
  @Option(help: ArgumentHelp("The one seed to run.", valueName: "number")) var seed: UInt64?
  @Option(help: ArgumentHelp("Runs each scenario with so many seeds, from 0, up to the first that fails.", valueName: "count")) var seeds: UInt64?
  @Option(help: ArgumentHelp("Runs the scenarios whose name contains this.", valueName: "text")) var filter: String?
  @Option(help: ArgumentHelp("Writes the results as JUnit's XML.", valueName: "file")) var junit: String?
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit { TestRun(command: self, surroundings: surroundings).run() }
}
