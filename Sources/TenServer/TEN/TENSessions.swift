internal import TenCore
internal import TenSupervisor

/// Does what TEN's routes ask for.
struct TENSessions: Sendable {
  let service: any SessionService
  let limits: ServerConfiguration.Limits
  let starts: TENStart
  let tokens: TENTokens
  let live: LiveCatalogue
  let liveness: Liveness
  let statuses: ServerConfiguration.TENStatuses

  init(_ context: ServerContext) {
    service = context.service
    limits = context.configuration.limits
    tokens = TENTokens(context)
    starts = TENStart(configuration: context.configuration, tokens: tokens)
    live = context.graphs
    liveness = context.liveness
    statuses = context.configuration.tenStatuses
  }

  /// What load balancers and probes ask without a token.
  func health(_ request: APIRequest) async throws(APIError) -> APIResponse {
    if let problem = await liveness.problem() { throw TENCode.start.error(problem, status: 503) }
    return TENEnvelope.success(message: "ok")
  }

  /// Answered when every node of the session runs.
  func start(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let wanted = try starts.request(request.object, live.current)
    do throws(ServiceError) {
      let session = try await service.start(wanted)
      var response = answer(for: session)
      response.headers[ServerTiming.header] = ServerTiming.steps(of: session.waterfall)
      return response
    } catch {
      throw TENCode.startError(error)
    }
  }

  /// Answered when the session has ended.
  func stop(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let session = try await session(in: request.object)
    do throws(ServiceError) {
      let ended = try await service.stop(session.id, .stopped, detail: "POST /stop of its channel")
      return answer(for: ended)
    } catch {
      throw TENCode.sessionError(error)
    }
  }

  func ping(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let session = try await session(in: request.object)
    do throws(ServiceError) {
      try await service.ping(session.id, idleSeconds: .none)
      return answer(for: session)
    } catch {
      throw TENCode.sessionError(error)
    }
  }

  func list(_ request: APIRequest) async throws(APIError) -> APIResponse {
    var items: [Value] = []
    for session in await service.sessions() where !session.isEnded {
      guard let channel = session.channel else { continue }
      items.append(["channelName": .string(channel), "createTs": Value(session.createdAt / 1_000)])
    }
    return TENEnvelope.success(.array(items))
  }

  func graphs(_ request: APIRequest) async throws(APIError) -> APIResponse {
    TENEnvelope.success(
      .array(
        live.current.entries.map { graph in
          ["name": .string(graph.name), "graph_id": .string(graph.name), "auto_start": .bool(graph.autoStart)]
        }))
  }

  func token(_ request: APIRequest) async throws(APIError) -> APIResponse { try tokens.generate(request.object, limits) }

  private func session(in body: Properties) async throws(APIError) -> SessionRecord {
    let channel = try TENChannel.name(in: body, limits)
    guard let session = await service.session(channel: channel), !session.isEnded else {
      throw TENCode.unknownChannel.error("no session has the channel '\(channel)': it has ended, or was never started")
    }
    return session
  }

  /// TEN's clients know channels only; who wants more finds the session's name in a header.
  private func answer(for session: SessionRecord) -> APIResponse {
    var response = TENEnvelope.success()
    response.headers["x-session-id"] = session.id
    return response
  }
}
