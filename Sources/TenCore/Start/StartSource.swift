/// One start value of a session, and the nodes that take it.
struct StartSource {
  struct Taker {
    var node: NodeIndex
    var nodeName: String
    var field: ObjectSchema.Field
  }

  /// A value for one start property of one node.
  struct Given {
    var value: Value
    /// `start.channel`, `nodes.avatar.channel`, `default` or `made`.
    var origin: String
    /// Into the request; empty for a default and a made value.
    var pointer: String

    var describedOrigin: String {
      switch origin {
      case "default": "its default value"
      case "made": "the number made for the session"
      default: "the value of \(origin)"
      }
    }
  }

  var name: String
  var takers: [Taker]
  /// The number that the session made, where nobody gave one.
  var made: UInt32?

  /// In the order of first mention: of the graph's nodes, and of each manifest.
  static func all(in graph: CompiledGraph) -> [StartSource] {
    var sources: [StartSource] = []
    for (index, node) in graph.nodes.enumerated() {
      for field in node.manifest.start.properties {
        let taker = Taker(node: index, nodeName: node.name, field: field)
        if let known = sources.firstIndex(where: { $0.name == field.sourceName }) {
          sources[known].takers.append(taker)
        } else {
          sources.append(StartSource(name: field.sourceName, takers: [taker]))
        }
      }
    }
    return sources
  }

  /// The one default of the session: all nodes that take a value get the same one.
  var defaultValue: Value? {
    for taker in takers {
      if let value = taker.field.schema.defaultValue { return value }
    }
    return nil
  }

  /// The value for one node, from the first place that has one.
  func value(for node: String, _ field: ObjectSchema.Field, _ request: StartRequest) -> Given? {
    if let value = request.nodes[node]?[field.name], !value.isNull {
      return Given(value: value, origin: "nodes.\(node).\(field.name)", pointer: StartPlanner.jsonPointer("nodes", node, field.name))
    }
    if let value = request.values[name], !value.isNull {
      return Given(value: value, origin: "start.\(name)", pointer: StartPlanner.jsonPointer("start", name))
    }
    if let defaultValue { return Given(value: defaultValue, origin: "default", pointer: "") }
    return made.map { Given(value: Value($0), origin: "made", pointer: "") }
  }

  /// Whether any node's manifest says that it is secret.
  var isDeclaredSecret: Bool { takers.contains { $0.field.schema.secret == true } }

  /// Whether the session's value must be masked at every node: what one node keeps secret must not be seen at another.
  func isSecret(_ request: StartRequest) -> Bool {
    if isDeclaredSecret { return true }
    return request.fromEnvironment.contains("start.\(name)") && !takers.contains { $0.field.schema.secret == false }
  }
}

extension ObjectSchema.Field {
  /// The session's name for a start property.
  var sourceName: String { schema.from ?? name }
}

extension PropertySchema {
  /// Whether a value with this origin must be masked.
  func isMasked(_ origin: String, _ request: StartRequest) -> Bool {
    secret ?? request.fromEnvironment.contains(origin)
  }
}
