/// The names of a flat graph's nodes, and whether a name that is not among them is worth an error of its own.
struct NodeNames {
  /// To the index of the node.
  let index: [String: Int]
  private let unreadable: Set<String>
  private let isComplete: Bool

  init(_ graph: FlatGraph) {
    index = Dictionary(graph.nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    unreadable = graph.unreadable
    isComplete = graph.isComplete
  }

  var all: [String] { Array(index.keys) }

  /// The node that a name in `node`'s text means.
  func resolve(_ name: String, for node: FlatNode) -> Int? {
    node.scopes.lazy.compactMap { index[$0 + name] }.first
  }

  /// False for a node that is written but could not be read: that has been reported.
  func isMissing(_ name: String, for node: FlatNode) -> Bool {
    isComplete && resolve(name, for: node) == nil && !node.scopes.contains { unreadable.contains($0 + name) }
  }
}
