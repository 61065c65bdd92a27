internal import ArgumentParser
internal import TenCore
internal import TenGraph
internal import TenRuntime

struct NewGraphCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Writes a graph that is valid at once, and a scenario that tests it.",
    discussion: """
      tenhost new graph demo
      tenhost new graph voice --extension stt=stt_pocketsphinx --extension main --extension llm=llm_script --extension tts=tts_flite

      What an extension sends is connected to those that take a message of that name, and what none takes to a recorder. Writes graphs/NAME.json and \
      graphs/NAME.test.json; nothing that exists is overwritten. Exit codes: 0 written, 2 nothing was written, 3 these extensions make no valid graph.
      """)

  @Argument(help: "Its name, which is its file's.") var name: String
  @Option(
    name: .customLong("extension"),
    help: ArgumentHelp("An extension of the graph, and its node's name; may be repeated.", valueName: "[node=]extension"))
  var extensions: [String] = []
  @OptionGroup var libraries: LibraryOptions
  @Option(name: .customLong("in"), help: ArgumentHelp("The folder that has the folder graphs.", valueName: "folder"), completion: .directory)
  var place = "."
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: json)
    let manifests = surroundings.extensions.map { $0.manifest }
    let template: GraphTemplate
    do throws(UsageError) {
      try Self.check(name)
      template = GraphTemplate(try NewGraphNodes.of(extensions, manifests), recorder: manifests.first { $0.name == "recorder" })
    } catch {
      problems.show("\(error)")
      return .usage
    }
    do throws(Diagnostics) {
      try check(template, surroundings)
    } catch {
      problems.show(error.list)
      problems.show("nothing was written: give the extensions that are missing, each as --extension NODE=EXTENSION")
      return .invalidGraph
    }
    return NewReport(surroundings: surroundings, json: json).perform { () throws(UsageError) in
      let file = "graphs/\(name).json"
      let start = template.startValues.map { " --start \(ShellText.quoted("\($0.0)=\($0.1.string ?? JSON.text(of: $0.1))"))" }.joined()
      return NewReport.Writing(
        files: NewFiles(
          folder: try NewReport.folder(place),
          files: [.init(path: file, text: template.text), .init(path: "graphs/\(name).test.json", text: template.scenario(name))]),
        facts: ["kind": "graph", "name": .string(name)],
        commands: ["tenhost graph \(file)", "tenhost test \(file.dropLast(5)).test.json", "tenhost run \(file)\(start) --for 3s"])
    }
  }

  private static func check(_ name: String) throws(UsageError) {
    let isPlain = name.utf8.allSatisfy { NameText.isIdentifier("a" + String(UnicodeScalar($0))) || $0 == UInt8(ascii: "-") }
    guard !name.isEmpty, name.utf8.count <= NameText.maximumLength, isPlain, !name.hasPrefix("-") else {
      throw UsageError("naming the graph '\(name)': use letters, digits, '_' and '-', at most \(NameText.maximumLength) of them")
    }
  }

  private func check(_ template: GraphTemplate, _ surroundings: Surroundings) throws(Diagnostics) {
    let bytes = Array(template.text.utf8)
    let found = GraphCompiler(catalogue: try GraphSource.catalogue(surroundings), environment: surroundings.environment) { _ in bytes }
      .check(file: "graphs/\(name).json")
    // A variable that is not set yet is for the one who runs the graph.
    let errors = found.filter { $0.severity == .error && $0.code != "G041" }
    if !errors.isEmpty { throw Diagnostics(errors) }
  }
}
