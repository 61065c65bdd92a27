public import TenCore

/// What can be told of a graph without its extensions: where it stands and which nodes it has.
public struct GraphOutline: Sendable, Hashable {
  public struct Node: Sendable, Hashable {
    public var name: String
    /// The extension that the graph names for it.
    public var addon: String

    public init(name: String, addon: String) {
      self.name = name
      self.addon = addon
    }
  }

  public var name: String
  public var autoStart: Bool
  /// With subgraphs inlined, in order.
  public var nodes: [Node]
  /// Where it stands in its file.
  public var place: Diagnostic.Place
}

extension GraphCompiler {
  /// The graphs of a file and everything that is wrong with their structure; needs no extensions and no environment.
  public func outlines(in file: String) -> (graphs: [GraphOutline], problems: [Diagnostic]) {
    let findings = Findings()
    let loader = GraphLoader(findings, readFile: readFile)
    var graphs: [GraphOutline] = []
    for entry in loader.graphs(in: file)?.entries ?? [] {
      guard let flat = structure(of: entry, in: file, loader) else { continue }
      let nodes = flat.nodes.map { GraphOutline.Node(name: $0.name, addon: $0.syntax.addon) }
      graphs.append(GraphOutline(name: entry.name, autoStart: entry.autoStart, nodes: nodes, place: entry.spot.place("the graph '\(entry.name)'")))
    }
    // One pass over the texts finds the positions of the problems and of the graphs.
    let places = Diagnostic(Rule.syntax.code, .note, "", related: graphs.map(\.place))
    var located = Diagnostics(findings.list + [places]).located(in: loader.texts).list
    let found = located.removeLast().related
    for (index, place) in zip(graphs.indices, found) { graphs[index].place = place }
    return (graphs, located)
  }
}
