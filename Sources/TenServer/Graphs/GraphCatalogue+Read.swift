public import TenCore
internal import TenGraph

extension GraphCatalogue {
  /// Reads every graph file of a folder: `*.json` without `*.test.json` and hidden files; folders in it are not looked into.
  ///
  /// Only the structure is checked, since a server has no extensions: its fork servers check the rest.
  /// - Throws: everything that is wrong in any file at once, with file, line and column.
  public static func read(folder: String) throws(Diagnostics) -> GraphCatalogue { try read(GraphFolder.files(in: folder).map(\.path)) }

  static func read(_ files: [String]) throws(Diagnostics) -> GraphCatalogue {
    let compiler = GraphCompiler(catalogue: ExtensionCatalogue(), environment: [:])
    var problems: [Diagnostic] = []
    var entries: [Entry] = []
    var places: [String: (file: String, place: Diagnostic.Place)] = [:]
    for file in files {
      let (graphs, found) = compiler.outlines(in: file)
      problems += found.filter { $0.severity == .error }
      for graph in graphs {
        if let other = places[graph.name] {
          problems.append(duplicate(graph, in: file, other))
          continue
        }
        places[graph.name] = (file, graph.place)
        let isAlone = graphs.count == 1
        entries.append(
          Entry(name: graph.name, file: file, graphName: isAlone ? nil : graph.name, autoStart: graph.autoStart, nodes: graph.nodes))
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    return GraphCatalogue(entries: entries.sorted { $0.name < $1.name })
  }

  private static func duplicate(_ graph: GraphOutline, in file: String, _ other: (file: String, place: Diagnostic.Place)) -> Diagnostic {
    var related = other.place
    related.message = "the other one"
    related.file = other.file
    var problem = Diagnostic(
      Rule.duplicateGraph.code, .error, "two graphs of the folder have the name '\(graph.name)': in '\(other.file)' and in '\(file)'", file: file,
      pointer: graph.place.pointer, related: [related], suggestion: "rename one of them, or move its file to another folder")
    problem.line = graph.place.line
    problem.column = graph.place.column
    return problem
  }
}
