public import TenCore

/// Shows a compiled graph: its nodes by group, its routes, its peers, and which node takes which start property.
public enum GraphRendering {
  /// For a terminal.
  public static func text(_ graph: CompiledGraph) -> String {
    var lines = ["graph \(graph.name)"]
    for (index, group) in graph.groups.enumerated() {
      lines.append("group \(group.name)\(group.thread ? " (a thread of its own)" : "")")
      for node in graph.nodes where node.group == index {
        lines.append("  \(node.name): \(node.extension)")
        for field in node.manifest.start.properties { lines.append("    takes \(takes(field, node.manifest))") }
        if !node.dependsOn.isEmpty { lines.append("    starts after \(node.dependsOn.map { graph.nodes[$0].name }.joined(separator: ", "))") }
        if node.onFailure != .end { lines.append("    on failure: \(node.onFailure.rawValue)") }
      }
    }
    lines.append("routes")
    lines += graph.connections.map { "  \(graph.nodes[$0.source].name) --\(label($0, graph))--> \(graph.nodes[$0.destination].name)" }
    lines += peers(of: graph).map { "  \($0.from) - - \($0.role) - -> \($0.to)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A Mermaid flow chart; peers are dashed.
  public static func mermaid(_ graph: CompiledGraph) -> String {
    var lines = ["flowchart LR"]
    for (index, group) in graph.groups.enumerated() {
      lines.append("  subgraph group\(index)[\"\(escaped(group.name))\"]")
      for (number, node) in graph.nodes.enumerated() where node.group == index {
        let text = ([node.name, node.extension] + start(of: node)).map(escaped).joined(separator: "<br/>")
        lines.append("    n\(number)[\"\(text)\"]")
      }
      lines.append("  end")
    }
    for connection in graph.connections {
      lines.append("  n\(connection.source) -->|\"\(escaped(label(connection, graph)))\"| n\(connection.destination)")
    }
    for peer in peers(of: graph) { lines.append("  n\(peer.fromIndex) -.->|\"\(escaped(peer.role))\"| n\(peer.toIndex)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// For Graphviz; peers are dashed.
  public static func dot(_ graph: CompiledGraph) -> String {
    var lines = ["digraph \(quoted(graph.name)) {", "  rankdir=LR;", "  node [shape=box];"]
    for (index, group) in graph.groups.enumerated() {
      lines.append("  subgraph cluster_\(index) {")
      lines.append("    label=\(quoted(group.name));")
      for (number, node) in graph.nodes.enumerated() where node.group == index {
        lines.append("    n\(number) [label=\(quoted(([node.name, node.extension] + start(of: node)).joined(separator: "\n")))];")
      }
      lines.append("  }")
    }
    for connection in graph.connections {
      lines.append("  n\(connection.source) -> n\(connection.destination) [label=\(quoted(label(connection, graph)))];")
    }
    for peer in peers(of: graph) { lines.append("  n\(peer.fromIndex) -> n\(peer.toIndex) [label=\(quoted(peer.role)), style=dashed];") }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private struct PeerLine {
    var from: String
    var to: String
    var role: String
    var fromIndex: NodeIndex
    var toIndex: NodeIndex
  }

  /// In the order of the manifests.
  private static func peers(of graph: CompiledGraph) -> [PeerLine] {
    graph.nodes.enumerated().flatMap { index, node in
      node.manifest.peers.compactMap { peer in
        node.peers[peer.role].map {
          PeerLine(from: node.name, to: graph.nodes[$0].name, role: peer.role, fromIndex: index, toIndex: $0)
        }
      }
    }
  }

  private static func label(_ connection: CompiledConnection, _ graph: CompiledGraph) -> String {
    var text = "\(connection.kind.key):\(connection.name)"
    if connection.conversion != nil || connection.resultConversion != nil { text += " (converted)" }
    if let fallback = connection.fallback { text += " (else \(graph.nodes[fallback].name))" }
    return text
  }

  private static func start(of node: CompiledNode) -> [String] {
    let names = node.manifest.start.properties.map { takes($0, node.manifest) }
    return names.isEmpty ? [] : ["takes \(names.joined(separator: ", "))"]
  }

  /// `channel, required` or `stream_id from bot_uid`
  private static func takes(_ field: ObjectSchema.Field, _ manifest: Manifest) -> String {
    var text = field.name
    if let from = field.schema.from, from != field.name { text += " from \(from)" }
    if manifest.start.required.contains(field.name) { text += " (required)" }
    return text
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\"": result += "&quot;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    let inner = text.reduce(into: "") { result, character in
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return "\"\(inner)\""
  }
}
