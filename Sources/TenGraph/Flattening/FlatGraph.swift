internal import TenCore

/// A graph with its subgraphs, selectors and reversed connections resolved: extension nodes and forward edges only.
struct FlatGraph {
  var nodes: [FlatNode] = []
  var edges: [FlatEdge] = []
  var groups: [(name: String, thread: Bool, spot: Spot)] = []
  /// The names of nodes that are written and could not be read.
  var unreadable: Set<String> = []
  /// False where a whole part could not be read.
  var isComplete = true
}

struct FlatNode {
  var name: String
  var syntax: ExtensionSyntax
  var spot: Spot
  /// What stands before a name that this node's text uses: its own subgraph's first, `""` last.
  var scopes = [""]
  var origins: PropertyOrigins
}

struct FlatEdge {
  var source: String
  var kind: MessageKind
  var name: String
  var destination: String
  var fallback: (name: String, spot: Spot)?
  var conversion: ConversionSyntax?
  var spot: Spot
}

/// Where each of a node's properties is written: usually at the node, after inlining also at a subgraph node.
struct PropertyOrigins {
  private var entries: [(path: [PropertyPath.Step], spot: Spot)]

  init(_ spot: Spot) { entries = [([], spot)] }

  /// What stands at `path` and below comes from `spot`; the last such word counts.
  mutating func set(_ path: [PropertyPath.Step], _ spot: Spot) { entries.append((path, spot)) }

  func spot(of path: [PropertyPath.Step]) -> Spot {
    for entry in entries.reversed() where path.starts(with: entry.path) {
      return entry.spot.child(path.dropFirst(entry.path.count))
    }
    return Spot(nil)
  }
}
