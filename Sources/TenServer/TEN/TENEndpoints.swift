/// TEN's API field for field: at the root, and where the playground's own server puts it.
public func tenEndpoints(_ context: ServerContext) -> [Endpoint] {
  let sessions = TENSessions(context)
  return TENPlace.agents.flatMap { agentEndpoints(sessions, at: $0) } + TENPlace.tokens.map { tokenEndpoint(sessions, at: $0) }
}

/// Where the routes stand, and what their operations' names begin with.
struct TENPlace {
  var prefix: String
  var word: String

  static let agents = [TENPlace(prefix: "", word: "ten"), TENPlace(prefix: "/api/agents", word: "tenAgents")]
  static let tokens = [TENPlace(prefix: "/token", word: "ten"), TENPlace(prefix: "/api/token", word: "tenAgents")]
}

private func agentEndpoints(_ sessions: TENSessions, at place: TENPlace) -> [Endpoint] {
  var endpoints = [
    Endpoint(
      .get, place.prefix.isEmpty ? "/" : place.prefix, "\(place.word)Root", tag: "TEN", "Says that the server answers",
      responses: [.init(200, "it does", TENEnvelope.empty)]
    ) { _ in TENEnvelope.success(message: "ok") },
    Endpoint(
      .get, "\(place.prefix)/health", "\(place.word)Health", tag: "TEN", "Whether the server makes progress; if not, it must be restarted",
      responses: [.init(200, "it does", TENEnvelope.empty), .init(503, "it does not", TENEnvelope.empty)], handle: sessions.health),
    Endpoint(
      .get, "\(place.prefix)/list", "\(place.word)List", tag: "TEN", "The channels of the sessions that have not ended",
      responses: [.init(200, "the channels", TENEnvelope.sessions)], handle: sessions.list),
    Endpoint(
      .get, "\(place.prefix)/graphs", "\(place.word)Graphs", tag: "TEN", "The graphs of the server's folder, as they are now",
      responses: [
        Endpoint.Response(200, "the graphs", TENEnvelope.graphs).leading(to: [
          .init("\(place.word)Start", body: ["graph_name": "$response.body#/data/0/name"])
        ])
      ], handle: sessions.graphs),
    posting(
      sessions.statuses, "\(place.prefix)/start", "\(place.word)Start", "Starts a session and answers when it is ready",
      TENBody.start(sessions.limits),
      TENRefusals([.badParameters, .tooManyWorkers, .channelTaken, .emptyChannel, .badGraph, .start], [503, 504]), sessions.start,
      links: ["Ping", "Stop"].map { .init("\(place.word)\($0)", body: ["channel_name": "$request.body#/channel_name"]) }),
    posting(
      sessions.statuses, "\(place.prefix)/stop", "\(place.word)Stop", "Ends the session of a channel and answers when it has ended",
      TENBody.channel(sessions.limits),
      TENRefusals([.badParameters, .unknownChannel, .emptyChannel, .stop], [504]), sessions.stop),
    posting(
      sessions.statuses, "\(place.prefix)/ping", "\(place.word)Ping", "Keeps the session of a channel from ending for want of a ping",
      TENBody.channel(sessions.limits),
      TENRefusals([.badParameters, .unknownChannel, .emptyChannel, .stop], [504]), sessions.ping),
  ]
  for index in endpoints.indices where endpoints[index].method == .get { endpoints[index].errors = .envelope }
  // The one route that needs no token, so that load balancers can ask.
  for index in endpoints.indices where endpoints[index].path == "/health" { endpoints[index].access = .open }
  return endpoints
}

private func tokenEndpoint(_ sessions: TENSessions, at place: TENPlace) -> Endpoint {
  posting(
    sessions.statuses, "\(place.prefix)/generate", "\(place.word)Token", "Makes an Agora token for media and messages, a day long",
    TENBody.token(sessions.limits),
    TENRefusals([.badParameters, .emptyChannel, .token], [500]), sessions.token, answer: TENEnvelope.token)
}

private func posting(
  _ statuses: ServerConfiguration.TENStatuses, _ path: String, _ id: String, _ summary: String, _ body: Shape, _ refusals: TENRefusals,
  _ handle: @escaping @Sendable (APIRequest) async throws(APIError) -> APIResponse, answer: Shape = TENEnvelope.empty, links: [Endpoint.Link] = []
) -> Endpoint {
  var responses = refusals.responses(beside: answer, statuses)
  responses[0] = responses[0].leading(to: links)
  var endpoint = Endpoint(.post, path, id, tag: "TEN", summary, responses: responses, handle: handle)
  endpoint.body = body
  endpoint.errors = statuses == .ten ? .ten : .envelope
  return endpoint
}
