internal import TenSupervisor

/// The typed API: sessions as resources, their events and logs, graphs, and the server itself.
public func v1Endpoints(_ context: ServerContext) -> [Endpoint] { v1Endpoints(context, beats: .real) }

func v1Endpoints(_ context: ServerContext, beats: Beats) -> [Endpoint] {
  sessionEndpoints(context) + controlEndpoints(context) + lookingEndpoints(context, beats) + serverEndpoints(context)
}

/// No query has a zero byte: it is refused before its names are looked at.
private let withoutZero = Shape.narrowed(.string(maxLength: 200, pattern: #"^[^\u0000]*$"#), checked: .string(maxLength: 200))

private func sessionEndpoints(_ context: ServerContext) -> [Endpoint] {
  let creation = SessionCreation(context: context)
  let listing = SessionListing(context: context)
  return [
    Endpoint(
      .post, "/v1/sessions", "createSession", tag: "sessions", "Starts a session; answers when every node runs.",
      responses: [
        Endpoint.Response(201, "It is ready. `Location` is its address.", SessionResource.shape)
          .leading(to: Endpoint.Link.session("$response.body#/id"))
      ]
        + V1Problem.responses(404, 409, 422, 429, 500, 502, 503, 504)
    ) { request throws(APIError) in try await creation.create(request) }
    .taking(
      headers: [
        .init(
          "Idempotency-Key", .string(minLength: 1, maxLength: 200),
          "The same key and body give the same answer, with `Idempotent-Replay: true`, and start nothing twice.")
      ], body: SessionBody.shape(context.configuration.limits), example: SessionBody.example(context.catalogue)),
    Endpoint(
      .get, "/v1/sessions", "listSessions", tag: "sessions", "Lists sessions, those that have ended too, the newest first.",
      responses: [
        Endpoint.Response(
          200, "A page.",
          .named(
            "SessionList",
            .object([
              .init("sessions", .array(SessionResource.shape), required: true),
              .init("next", .nullable(.string()), required: true, "The `cursor` of the next page; null for the last."),
            ]))
        ).leading(to: Endpoint.Link.session("$response.body#/sessions/0/id") + [.init("listSessions", ["cursor": "$response.body#/next"])])
      ] + V1Problem.responses(400, 422, 503)
    ) { request throws(APIError) in try await listing.list(request) }
    .taking(query: [
      .init("state", .string(choices: SessionRecord.State.allCases.map(\.rawValue)), "Only those in this state."),
      .init("graph", withoutZero, "Only those of this graph."),
      .init("channel", withoutZero, "Only those with this channel."),
      .init("limit", .integer(minimum: 1, maximum: SessionListing.most), "How many at most; 100 by default."),
      .init("cursor", .narrowed(.string(pattern: "^[0-9]{1,15}\\.s[0-9a-f]{16}$"), checked: .string()), "`next` of the page before."),
    ]).aside(),
    Endpoint(
      .get, "/v1/sessions/{id}", "getSession", tag: "sessions", "Shows a session.",
      responses: [.init(200, "The session.", SessionResource.shape)] + V1Problem.responses(404, 503)
    ) { request throws(APIError) in try await listing.one(request) }.taking(path: [.session]),
  ]
}

private func controlEndpoints(_ context: ServerContext) -> [Endpoint] {
  let control = SessionControl(context: context)
  let nameLength = context.configuration.limits.nameLength
  let message: [Shape.Member] = [
    .init("node", .string(minLength: 1, maxLength: nameLength), required: true, "The node that gets it."),
    .init("name", .string(minLength: 1, maxLength: nameLength), required: true), .init("properties", .object([], rest: .any)),
  ]
  let stopBody = Shape.object([.init("detail", .string(maxLength: 1_000), "Why, for the end record.")])
  let stopped = [Endpoint.Response(200, "It has ended, now or before.", SessionResource.endedShape)] + V1Problem.responses(404, 503, 504)
  return [
    Endpoint(.delete, "/v1/sessions/{id}", "deleteSession", tag: "sessions", "Ends a session.", responses: stopped) {
      request throws(APIError) in try await control.stop(request)
    }.taking(path: [.session]),
    Endpoint(.post, "/v1/sessions/{id}/stop", "stopSession", tag: "sessions", "Ends a session.", responses: stopped) {
      request throws(APIError) in try await control.stop(request)
    }.taking(path: [.session], body: stopBody, optionalBody: true),
    Endpoint(
      .post, "/v1/sessions/{id}/commands", "sendCommand", tag: "messages", "Sends a command to a node and waits for its final result.",
      responses: [
        .init(
          200, "The result; `status` says how it went.",
          .named(
            "CommandResult",
            .object([.init("status", .string(), required: true), .init("properties", .object([], rest: .any), required: true)])))
      ] + V1Problem.responses(404, 409, 422, 503, 504)
    ) { request throws(APIError) in try await control.command(request) }
    .taking(
      path: [.session],
      body: .object(message + [.init("timeout_ms", .integer(minimum: 1, maximum: 600_000), "For the result; the node's own time by default.")])),
    Endpoint(
      .post, "/v1/sessions/{id}/data", "sendData", tag: "messages", "Sends data to a node.",
      responses: [.init(204, "It is on its way.")] + V1Problem.responses(404, 409, 422, 503, 504)
    ) { request throws(APIError) in try await control.data(request) }.taking(path: [.session], body: .object(message)),
    Endpoint(
      .post, "/v1/sessions/{id}/interrupt", "interruptSession", tag: "messages", "Ends the present turn.",
      responses: [.init(200, "What has let go, and what has not.", .object([], rest: .any))] + V1Problem.responses(404, 409, 503, 504)
    ) { request throws(APIError) in try await control.interrupt(request) }.taking(path: [.session]),
    Endpoint(
      .post, "/v1/sessions/{id}/ping", "pingSession", tag: "sessions", "Keeps a session: its idle time begins anew.",
      responses: [.init(204, "It goes on.")] + V1Problem.responses(404, 409, 503)
    ) { request throws(APIError) in try await control.ping(request) }
    .taking(
      path: [.session],
      body: .object([.init("idle_seconds", .nullable(.integer(minimum: 1, maximum: 31_536_000)), "Replaces the session's own; null for never.")]),
      optionalBody: true),
  ]
}

private func lookingEndpoints(_ context: ServerContext, _ beats: Beats) -> [Endpoint] {
  let control = SessionControl(context: context)
  let logs = SessionLogs(context: context, beats: beats)
  let events = SessionEvents(context: context, beats: beats, watches: Watches())
  return [
    Endpoint(
      .get, "/v1/sessions/{id}/state", "getState", tag: "looking",
      "Shows the nodes of a session with state and last error, and its connections with what became of their messages.",
      responses: [
        Endpoint.Response(200, "As of now.", .object([], rest: .any)).leading(
          to: ["sendCommand", "sendData"].map { .init($0, ["id": "$request.path.id"], body: ["node": "$response.body#/nodes/0/name"]) })
      ] + V1Problem.responses(404, 409, 503, 504)
    ) { request throws(APIError) in try await control.state(request) }.taking(path: [.session]),
    Endpoint(
      .get, "/v1/sessions/{id}/end-record", "getEndRecord", tag: "looking", "Shows why a session ended, and what became of everything in it.",
      responses: [.init(200, "The end record; secrets are masked.", .object([], rest: .any))] + V1Problem.responses(404, 409, 503)
    ) { request throws(APIError) in try await control.endRecord(request) }.taking(path: [.session]),
    Endpoint(
      .get, "/v1/sessions/{id}/logs", "getLogs", tag: "looking", "Reads a session's log: lines of JSON.",
      responses: [.init(200, "One JSON object a line.", nil, contentType: SessionLogs.contentType)] + V1Problem.responses(400, 404, 422, 503)
    ) { request throws(APIError) in try await logs.read(request) }
    .taking(
      path: [.session],
      query: [
        .init("level", .string(choices: LogCut.levels), "Only lines of this level and the graver ones."),
        .init("tail", .integer(minimum: 0, maximum: 100_000), "Only so many of the last lines."),
        .init("follow", .boolean, "Whether to go on with what comes while the session runs."),
      ]
    ).aside(),
    Endpoint(
      .get, "/v1/sessions/{id}/events", "getEvents", tag: "looking", "Streams what happens in a session, up to its end record.",
      responses: [.init(200, "Server-sent events; `id` is the event's number.", nil, contentType: "text/event-stream")]
        + V1Problem.responses(400, 404, 422, 503)
    ) { request throws(APIError) in try await events.open(request) }
    .taking(
      path: [.session],
      query: [
        .init("since", .integer(minimum: 0), "Only events after this number."),
        .init("counters", .integer(minimum: 100, maximum: 60_000), "Counters of the whole session, every so many milliseconds."),
      ], headers: [.init("Last-Event-ID", .integer(minimum: 0), "As `since`; a browser sends it when it connects again.")]),
  ]
}

private func serverEndpoints(_ context: ServerContext) -> [Endpoint] {
  let graphs = GraphListing(context: context)
  let status = StatusReport(context: context)
  return [
    Endpoint(
      .get, "/v1/graphs", "listGraphs", tag: "server", "Lists the graphs that can be started.",
      responses: [
        Endpoint.Response(200, "By name.", .named("GraphList", .object([.init("graphs", .array(GraphListing.shape), required: true)])))
          .leading(to: [
            .init("getGraph", ["name": "$response.body#/graphs/0/name"]), .init("createSession", body: ["graph": "$response.body#/graphs/0/name"]),
          ])
      ]
    ) { request throws(APIError) in try await graphs.list(request) },
    Endpoint(
      .get, "/v1/graphs/{name}", "getGraph", tag: "server", "Shows what the start of a graph takes.",
      responses: [
        Endpoint.Response(200, "The graph.", GraphListing.shape).leading(to: [.init("createSession", body: ["graph": "$response.body#/name"])])
      ] + V1Problem.responses(404)
    ) { request throws(APIError) in try await graphs.one(request) }.taking(path: [.init("name", .string(), required: true, "The graph's name.")]),
    Endpoint(
      .get, "/v1/status", "getStatus", tag: "server", "Shows what the server is at.", responses: [.init(200, "As of now.", StatusReport.shape)]
    ) { request throws(APIError) in try await status.status(request) }.aside(),
    Endpoint(
      .post, "/v1/drain", "drain", tag: "server", "Refuses new sessions from now on; those that run go on.",
      responses: [.init(202, "It drains.", StatusReport.shape)]
    ) { request throws(APIError) in try await status.drain(request) }.aside(),
  ]
}
