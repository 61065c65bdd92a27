internal import TenCore
internal import TenGraph
internal import TenRuntime

/// Compiles a graph file for a command.
struct GraphSource {
  let file: String
  let name: String?
  let replacing: [String: String]
  private let environment: [String: String]
  private let surroundings: Surroundings
  /// What the file held when it was first read; nil where it cannot be read.
  private let bytes: [UInt8]?

  init(file: String, name: String?, replacing: [String: String], _ surroundings: Surroundings, environment: [String: String]) {
    self.file = file
    self.name = name
    self.replacing = replacing
    self.environment = environment
    self.surroundings = surroundings
    bytes = try? TextFile.read(file)
  }

  private func compiler(_ catalogue: ExtensionCatalogue) -> GraphCompiler {
    GraphCompiler(catalogue: catalogue, environment: environment) { [file, bytes] path in
      if path == file, let bytes { return bytes }
      return try TextFile.read(path)
    }
  }

  static func catalogue(_ surroundings: Surroundings) throws(Diagnostics) -> ExtensionCatalogue {
    try catalogue(surroundings, surroundings.extensions)
  }

  private static func catalogue(_ surroundings: Surroundings, _ extensions: [any Extension.Type]) throws(Diagnostics) -> ExtensionCatalogue {
    var catalogue = ExtensionCatalogue()
    var problems: [Diagnostic] = []
    for type in extensions {
      do throws(Diagnostics) {
        try catalogue.add(type.manifest, defaults: type.defaults)
      } catch {
        problems += error.list
      }
    }
    for (name, reason) in surroundings.libraries.refusals { catalogue.missing[name] = reason }
    if !problems.isEmpty { throw Diagnostics(problems) }
    return catalogue
  }

  /// The graph, and the extensions among which are those of its nodes.
  ///
  /// To read all manifests takes as long as the rest of a start. So a graph is compiled with the extensions that it seems to name, and with all where those
  /// do not do: what is wrong is always told with all.
  func compile() throws(Diagnostics) -> (graph: CompiledGraph, extensions: [any Extension.Type]) {
    let likely = LikelyExtensions.named(in: bytes ?? [], and: replacing.values, of: surroundings.extensions)
    if let catalogue = try? Self.catalogue(surroundings, likely), let graph = try? compile(catalogue) { return (graph, likely) }
    return (try compile(Self.catalogue(surroundings)), surroundings.extensions)
  }

  private func compile(_ catalogue: ExtensionCatalogue) throws(Diagnostics) -> CompiledGraph {
    try compiler(catalogue).compile(file: file, graph: name, replacing: replacing)
  }

  /// The log configuration beside the graphs.
  var log: Properties? { try? compiler(ExtensionCatalogue()).graphs(in: file).log }

  /// The graph with a stand-in for each variable that the environment does not have, where nothing else is wrong: to be shown, never to be run.
  func compileWithStandIns() throws(Diagnostics) -> (graph: CompiledGraph, missing: [String]) {
    var compiler = compiler(try Self.catalogue(surroundings))
    var missing: [String] = []
    while true {
      do throws(Diagnostics) {
        return (try compiler.compile(file: file, graph: name, replacing: replacing), missing)
      } catch {
        let found = Self.missingVariables(error).filter { !missing.contains($0) }
        let isAll = error.list.allSatisfy { $0.severity != .error || $0.code == Self.missingVariable }
        guard isAll, !found.isEmpty else { throw error }
        for name in found { compiler.environment[name] = "0" }
        missing += found
      }
    }
  }

  private static let missingVariable = "G041"

  /// The variables that the errors name, in order.
  static func missingVariables(_ diagnostics: Diagnostics) -> [String] {
    var found: [String] = []
    for diagnostic in diagnostics.list where diagnostic.code == missingVariable {
      // The suggestion is `set NAME, or …`.
      guard let suggestion = diagnostic.suggestion, suggestion.hasPrefix("set ") else { continue }
      let name = String(suggestion.dropFirst(4).prefix { $0 != "," })
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  /// Whether the errors say no more than that the file itself cannot be read.
  func isUnreadable(_ diagnostics: Diagnostics) -> Bool {
    diagnostics.list.allSatisfy { $0.code == "G002" && $0.file == file }
  }
}
