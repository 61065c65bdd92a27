/// A node's place in its compiled graph; also the index into every table that the runtime keeps per node.
public typealias NodeIndex = Int

/// A graph after flattening and checking: what a session runs. Immutable; any number of sessions share one.
public struct CompiledGraph: Sendable {
  public var name: String
  /// The file that it was read from, as the user gave it; empty for a graph built in code.
  public var file: String
  public var nodes: [CompiledNode]
  /// In the order of the file. An edge that was written twice stands here once.
  public var connections: [CompiledConnection]
  /// In the order of first mention.
  public var groups: [CompiledGroup]
  /// Warnings and notes; a graph with errors is never made.
  public var warnings: [Diagnostic]

  public init(name: String, file: String = "", nodes: [CompiledNode], connections: [CompiledConnection] = [], groups: [CompiledGroup] = []) {
    self.name = name
    self.file = file
    self.nodes = nodes
    self.connections = connections
    self.groups = groups
    warnings = []
  }

  public func index(of node: String) -> NodeIndex? { nodes.firstIndex { $0.name == node } }
}

public struct CompiledGroup: Sendable, Hashable {
  public var name: String
  /// Whether the group has a loop thread of its own.
  public var thread: Bool

  public init(name: String, thread: Bool = false) {
    self.name = name
    self.thread = thread
  }
}

public struct CompiledNode: Sendable {
  public var name: String
  /// The name of its extension (an alias is already resolved).
  public var `extension`: String
  public var manifest: Manifest
  /// The index of its group in `CompiledGraph.groups`.
  public var group: Int
  /// The extension's own defaults, under the graph's `property`: expanded, and converted to the declared types.
  public var properties: Properties
  /// Dotted paths into `properties` whose values must be masked wherever they are shown.
  public var secretPaths: [String]
  /// Nodes whose `start` must have returned before this node's begins.
  public var dependsOn: [NodeIndex]
  public var onFailure: FailurePolicy
  /// The node that each peer role of the manifest means here; an optional role without a node is absent.
  public var peers: [String: NodeIndex]
  /// The node that gets what this one sends to nobody: under names that the graph does not connect, or to nodes that it does not have. For tests of one node.
  package var unconnected: NodeIndex?
  /// Milliseconds that a command of this node waits for its final result.
  public var commandTimeout: Int
  /// Milliseconds that a command taken by this node may stay unanswered; nil: the sender's time-out alone decides.
  public var answerTimeout: Int?
  public var inbox: InboxLimits
  /// Milliseconds for each of prepare, start and stop.
  public var deadlines: NodeDeadlines
  /// Where the node stands in its file.
  public var pointer: String

  public init(name: String, manifest: Manifest, group: Int = 0, properties: Properties = Properties()) {
    self.name = name
    self.extension = manifest.name
    self.manifest = manifest
    self.group = group
    self.properties = properties
    secretPaths = []
    dependsOn = []
    onFailure = manifest.onFailure
    peers = [:]
    commandTimeout = 180_000
    answerTimeout = nil
    inbox = InboxLimits()
    deadlines = NodeDeadlines()
    pointer = ""
  }
}

public struct NodeDeadlines: Sendable, Hashable {
  public var prepare = 10_000
  public var start = 10_000
  public var stop = 3_000

  public init() {}
}

/// One edge: messages of this kind and name from one node go to another.
public struct CompiledConnection: Sendable {
  public var source: NodeIndex
  public var kind: MessageKind
  public var name: String
  public var destination: NodeIndex
  /// The node that gets the messages while the destination is out.
  public var fallback: NodeIndex?
  public var conversion: Conversion?
  /// Of a command: applied to its results on their way back.
  public var resultConversion: Conversion?
  /// Where it stands in its file.
  public var pointer: String

  public init(source: NodeIndex, kind: MessageKind, name: String, destination: NodeIndex) {
    self.source = source
    self.kind = kind
    self.name = name
    self.destination = destination
    pointer = ""
  }
}
