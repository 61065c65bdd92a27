public import TenGraph

/// The graphs of a folder, by name. Made by `GraphCatalogue.read`, which refuses two of one name.
public struct GraphCatalogue: Sendable {
  public struct Entry: Sendable, Hashable {
    public var name: String
    public var file: String
    /// Which graph of the file; nil for a file that is one graph.
    public var graphName: String?
    public var autoStart: Bool
    /// With subgraphs inlined.
    public var nodes: [GraphOutline.Node]

    public init(name: String, file: String, graphName: String?, autoStart: Bool, nodes: [GraphOutline.Node] = []) {
      self.name = name
      self.file = file
      self.graphName = graphName
      self.autoStart = autoStart
      self.nodes = nodes
    }
  }

  /// By name.
  public var entries: [Entry]

  public init(entries: [Entry]) { self.entries = entries }

  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }
}
