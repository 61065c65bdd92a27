internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// Reads the body of TEN's `POST /start`.
struct TENStart: Sendable {
  let configuration: ServerConfiguration
  let tokens: TENTokens

  func request(_ body: Properties, _ catalogue: GraphCatalogue) throws(APIError) -> SessionRequest {
    let channel = try TENChannel.name(in: body, configuration.limits)
    let graph = try Self.graph(body["graph_name"]?.string ?? "", catalogue)
    let start = StartRequest(
      values: try values(body, channel), offered: ["channel", "user_uid", "bot_uid", "token", "worker_http_server_port"],
      nodes: try Self.nodes(body["properties"]?.object ?? Properties(), graph), fromEnvironment: ["start.token"])
    return SessionRequest(graph: graph.name, start: start, channel: channel, idleSeconds: idleSeconds(body["timeout"]))
  }

  /// The graph of this name; without a name the one that has `auto_start`, or the only one.
  private static func graph(_ name: String, _ catalogue: GraphCatalogue) throws(APIError) -> GraphCatalogue.Entry {
    if let entry = catalogue[name] { return entry }
    let names = catalogue.entries.map(\.name)
    let known = names.isEmpty ? "the server has no graphs" : "the graphs are \(list(names))"
    if name.isEmpty {
      let starting = catalogue.entries.filter(\.autoStart)
      if starting.count == 1 { return starting[0] }
      if names.count == 1 { return catalogue.entries[0] }
      throw TENCode.badParameters.error("the request has no 'graph_name', and not one graph alone has 'auto_start'; \(known)")
    }
    let near = Suggestion.nearest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? ""
    throw TENCode.badParameters.error("there is no graph '\(name.prefix(100))'\(near); \(known)")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(50).joined(separator: ", ") + (names.count > 50 ? " and \(names.count - 50) more" : "")
  }

  /// What TEN's server writes into the nodes. A uid of 0 is one that was not given: the agent's is made, and everyone is heard.
  private func values(_ body: Properties, _ channel: String) throws(APIError) -> Properties {
    var values: Properties = ["channel": .string(channel)]
    for name in ["user_uid", "bot_uid", "worker_http_server_port"] {
      if let number = body[name]?.int, number != 0 { values[name] = Value(number) }
    }
    let token = try tokens.token(channel: channel, account: "0")
    if !token.isEmpty { values["token"] = .string(token.reveal()) }
    return values
  }

  /// Overrides by node, without what the session's own values take the place of.
  private static func nodes(_ properties: Properties, _ graph: GraphCatalogue.Entry) throws(APIError) -> [String: Properties] {
    var nodes: [String: Properties] = [:]
    for (name, value) in properties {
      guard var overrides = value.object else { continue }
      guard let node = graph.nodes.first(where: { $0.name == name }) else { throw unknownNode(name, graph) }
      for name in sessionValues(of: node.name, node.addon) { overrides[name] = nil }
      nodes[name] = overrides
    }
    return nodes
  }

  /// As in TEN: the channel in every node, uids and token in those that join a channel.
  private static func sessionValues(of name: String, _ addon: String) -> [String] {
    let joins = ["agora_rtc", "agora_rtm"]
    guard joins.contains(name) || joins.contains(addon) else { return ["channel"] }
    return ["channel", "token", "stream_id", "remote_stream_id", "user_id", "user_uid", "bot_uid"]
  }

  private static func unknownNode(_ name: String, _ graph: GraphCatalogue.Entry) -> APIError {
    let names = graph.nodes.map(\.name)
    let advice = Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "its nodes are \(list(names))"
    return TENCode.badParameters.error(
      "'properties' has values for the node '\(name.prefix(100))', which the graph '\(graph.name)' does not have; \(advice)")
  }

  /// - Returns: nil for never.
  private func idleSeconds(_ timeout: Value?) -> Int? {
    switch timeout?.int ?? 0 {
    case 0: return configuration.idleSeconds
    case -1: return nil
    case let seconds: return seconds
    }
  }
}
