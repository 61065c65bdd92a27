internal import TenCore
internal import TenGraph
internal import TenRuntime

/// Compiles a graph file for a command.
struct GraphSource {
  let file: String
  let name: String?
  let replacing: [String: String]
  let compiler: GraphCompiler

  /// - Throws: the errors of the extensions' manifests.
  init(file: String, name: String?, replacing: ReplaceOption, _ surroundings: Surroundings, environment: [String: String]) throws {
    self.file = file
    self.name = name
    self.replacing = try replacing.pairs
    compiler = GraphCompiler(catalogue: try Self.catalogue(surroundings), environment: environment)
  }

  static func catalogue(_ surroundings: Surroundings) throws(Diagnostics) -> ExtensionCatalogue {
    var catalogue = ExtensionCatalogue()
    var problems: [Diagnostic] = []
    for type in surroundings.extensions {
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

  func compile() throws(Diagnostics) -> CompiledGraph { try compiler.compile(file: file, graph: name, replacing: replacing) }

  /// The graph with a stand-in for each variable that the environment does not have, where nothing else is wrong: to be shown, never to be run.
  func compileWithStandIns() throws(Diagnostics) -> (graph: CompiledGraph, missing: [String]) {
    var compiler = compiler
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
