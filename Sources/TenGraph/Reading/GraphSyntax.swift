internal import TenCore

/// A graph as it is written, with the place of everything; made by `GraphReader`, flattened by `Flattener`.
struct GraphSyntax {
  var spot: Spot
  var nodes: [NodeSyntax] = []
  /// The names of nodes that are written and could not be read.
  var unreadable: Set<String> = []
  var connections: [ConnectionSyntax] = []
  var exposedMessages: [ExposedMessage] = []
  var exposedProperties: [ExposedProperty] = []
  var groups: [(name: String, thread: Bool, spot: Spot)] = []
  /// The file that has the graph; then all else is empty.
  var importURI: (uri: String, spot: Spot)?
}

struct NodeSyntax {
  enum Kind {
    case `extension`(ExtensionSyntax)
    case subgraph(GraphSyntax, Properties)
    case selector(Filter)
  }

  var name: String
  var spot: Spot
  var kind: Kind
}

/// What is written at an extension node.
struct ExtensionSyntax {
  var addon: String
  var group: String?
  var property = Properties()
  var dependsOn: [(name: String, spot: Spot)] = []
  var onFailure: FailurePolicy?
  var inbox: InboxLimits?
  var deadlines: NodeDeadlines?
  /// Role to node name.
  var peers: [(role: String, node: String, spot: Spot)] = []
  var commandTimeout: Int?
  var answerTimeout: Int?
}

/// A node as a connection names it.
struct Endpoint {
  enum Kind: String, CaseIterable {
    case `extension`, subgraph, selector
  }

  var kind: Kind
  var name: String
  var spot: Spot
}

struct ConnectionSyntax {
  var endpoint: Endpoint
  var flows: [FlowSyntax]
}

/// One message kind and its names, with where they go or where they come from.
struct FlowSyntax {
  var kind: MessageKind
  var names: [(name: String, spot: Spot)]
  var destinations: [DestinationSyntax]
  var sources: [Endpoint]
}

struct DestinationSyntax {
  var endpoint: Endpoint
  var conversion: ConversionSyntax?
  var fallback: (name: String, spot: Spot)?
}

struct ConversionSyntax {
  var message: Conversion
  var result: Conversion?
  var spot: Spot
}

struct ExposedMessage {
  var direction: MessageSpec.Direction
  var kind: MessageKind
  var name: String
  var endpoint: Endpoint
}

struct ExposedProperty {
  var name: String
  var endpoint: Endpoint
}

/// A selector's condition on a node.
indirect enum Filter {
  case field(Field, Match)
  case all([Filter])
  case any([Filter])

  enum Field: String, CaseIterable {
    case name, type, app, addon
  }

  enum Match {
    case exact(String)
    case pattern(TextPattern)
  }
}
