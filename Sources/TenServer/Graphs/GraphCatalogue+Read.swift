public import TenCore
internal import TenGraph

extension GraphCatalogue {
  /// Reads every graph file of a folder: `*.json` without `*.test.json` and hidden files; folders in it are not looked into.
  ///
  /// Only the structure is checked, since a server has no extensions: its fork servers check the rest.
  /// - Throws: everything that is wrong in any file at once, with file, line and column.
  public static func read(folder: String) throws(Diagnostics) -> GraphCatalogue { try read(GraphFolder.files(in: folder).map(\.path)) }

  static func read(_ files: [String]) throws(Diagnostics) -> GraphCatalogue {
    let (catalogue, problems) = read(files, after: GraphCatalogue(entries: []))
    guard problems.isEmpty else { throw Diagnostics(problems) }
    return catalogue
  }

  /// What of the files can be served, and what is wrong.
  /// - Parameter before: what was served. A file that is broken keeps its graphs of then, and a name its file.
  static func read(_ files: [String], after before: GraphCatalogue) -> (GraphCatalogue, problems: [Diagnostic]) {
    let compiler = GraphCompiler(catalogue: ExtensionCatalogue(), environment: [:])
    var problems: [Diagnostic] = []
    var graphs: [String: (entry: Entry, place: Diagnostic.Place)] = [:]
    for file in files {
      let (outlines, found) = compiler.outlines(in: file)
      let errors = found.filter { $0.severity == .error }
      problems += errors
      let isAlone = outlines.count == 1
      let read = outlines.map { graph in
        let entry = Entry(name: graph.name, file: file, graphName: isAlone ? nil : graph.name, autoStart: graph.autoStart, nodes: graph.nodes)
        return (entry: entry, place: graph.place)
      }
      let kept = before.entries.filter { $0.file == file }.map { (entry: $0, place: Diagnostic.Place("", pointer: "")) }
      for graph in errors.isEmpty ? read : kept {
        guard let other = graphs[graph.entry.name] else {
          graphs[graph.entry.name] = graph
          continue
        }
        let isFirst = before[graph.entry.name]?.file == file && other.entry.file != file
        if isFirst { graphs[graph.entry.name] = graph }
        problems.append(isFirst ? duplicate(other, graph) : duplicate(graph, other))
      }
    }
    return (GraphCatalogue(entries: graphs.values.map(\.entry).sorted { $0.name < $1.name }), problems)
  }

  private static func duplicate(_ graph: (entry: Entry, place: Diagnostic.Place), _ other: (entry: Entry, place: Diagnostic.Place)) -> Diagnostic {
    let (file, first) = (graph.entry.file, other.entry.file)
    var related = other.place
    related.message = "the other one"
    related.file = first
    var problem = Diagnostic(
      Rule.duplicateGraph.code, .error, "two graphs of the folder have the name '\(graph.entry.name)': in '\(first)' and in '\(file)'", file: file,
      pointer: graph.place.pointer, related: [related], suggestion: "rename one of them, or move its file to another folder")
    problem.line = graph.place.line
    problem.column = graph.place.column
    return problem
  }
}
