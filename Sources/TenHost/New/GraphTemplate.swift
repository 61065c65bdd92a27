internal import TenCore
internal import TenGraph

/// A first graph of some extensions: what one of them sends goes to those that take a message of that name, and what nobody takes to a recorder.
struct GraphTemplate {
  struct Node {
    let name: String
    let manifest: Manifest
  }

  private struct Edge {
    let source: String
    let message: MessageSpec
    let destinations: [String]
  }

  private let nodes: [Node]
  private let edges: [Edge]

  /// - Parameter recorder: nil where the host has none.
  init(_ given: [Node], recorder: Manifest?) {
    var edges: [Edge] = []
    let ear = given.first { $0.manifest.name == recorder?.name } ?? recorder.map { Node(name: $0.name, manifest: $0) }
    for (index, node) in given.enumerated() {
      let next = index + 1 < given.count ? given[index + 1] : nil
      for message in node.manifest.messages where message.direction == .out && !message.name.contains("*") {
        var takers = given.indices.filter { $0 != index && Self.takes(given[$0], message, isBefore: $0 < index) }.map { given[$0].name }
        if takers.isEmpty, let next, next.manifest.message(.in, message.kind, "*") != nil { takers = [next.name] }
        // A command to a recorder would be answered by it.
        if takers.isEmpty, message.kind != .command, let ear { takers = [ear.name] }
        if !takers.isEmpty { edges.append(Edge(source: node.name, message: message, destinations: takers)) }
      }
    }
    nodes =
      given + [ear].compactMap { $0 }.filter { ear in edges.contains { $0.destinations == [ear.name] } && !given.contains { $0.name == ear.name } }
    self.edges = edges
  }

  /// Sound and pictures go on along the list, and back only to a node that has some to give, as a transport: a recogniser must not hear the voice.
  private static func takes(_ node: Node, _ message: MessageSpec, isBefore: Bool) -> Bool {
    guard node.manifest.message(.in, message.kind, message.name) != nil else { return false }
    let isMedia = message.kind == .audio || message.kind == .video
    return !isMedia || !isBefore || node.manifest.message(.out, message.kind, message.name) != nil
  }

  /// The start properties that its nodes must get, with a value of each one's type.
  var startValues: Properties {
    var values = Properties()
    for node in nodes {
      for name in node.manifest.start.required {
        let schema = node.manifest.start[name]
        values[schema?.from ?? name] = Self.example(schema?.type)
      }
    }
    return values
  }

  private static func example(_ type: ValueType?) -> Value {
    switch type {
    case .string?, nil: "room_17"
    case .bool?: true
    case .array?: .array([])
    case .object?: .object([:])
    default: 1
    }
  }

  var text: String {
    var lines: [String] = []
    for node in nodes {
      var object: Properties = ["type": "extension", "name": .string(node.name), "addon": .string(node.manifest.name)]
      let missing = node.manifest.properties.required
      if !missing.isEmpty {
        // The graph is a beginning: what the extension cannot do without comes from the environment.
        object["property"] = .object(Properties(missing.map { ($0, .string("${env:\(Self.variable(node.name, $0))}")) }))
      }
      lines.append("    " + JSON.text(of: .object(object)))
    }
    let connections = nodes.compactMap { connection(of: $0.name) }
    return "{\n  \"nodes\": [\n" + lines.joined(separator: ",\n") + "\n  ],\n  \"connections\": ["
      + (connections.isEmpty ? "]\n}\n" : "\n" + connections.joined(separator: ",\n") + "\n  ]\n}\n")
  }

  private func connection(of node: String) -> String? {
    let own = edges.filter { $0.source == node }
    guard !own.isEmpty else { return nil }
    var parts = ["      \"extension\": \(JSON.text(of: .string(node)))"]
    for kind in MessageKind.allCases {
      let flows = own.filter { $0.message.kind == kind }.map { edge in
        let destinations = edge.destinations.map { Value.object(["extension": .string($0)]) }
        return "        " + JSON.text(of: .object(["name": .string(edge.message.name), "dest": .array(destinations)]))
      }
      if !flows.isEmpty { parts.append("      \"\(kind.key)\": [\n" + flows.joined(separator: ",\n") + "\n      ]") }
    }
    return "    {\n" + parts.joined(separator: ",\n") + "\n    }"
  }

  private static func variable(_ node: String, _ property: String) -> String {
    "\(node)_\(property)".uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}
