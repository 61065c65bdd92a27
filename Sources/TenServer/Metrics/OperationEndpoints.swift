internal import TenCore
internal import TenSupervisor

/// What orchestrators and Prometheus ask for.
public func operationEndpoints(_ context: ServerContext) -> [Endpoint] { operationEndpoints(context, context.liveness) }

func operationEndpoints(_ context: ServerContext, _ liveness: Liveness) -> [Endpoint] {
  let operation = Operation(context: context, liveness: liveness)
  return [
    Endpoint(
      .get, "/live", "getLiveness", tag: "operation", "Whether the server makes progress; if not, it must be restarted.",
      responses: [.init(200, "It does.", Operation.shape), .init(503, "It does not.", Operation.shape)]
    ) { request throws(APIError) in await operation.live(request) },
    Endpoint(
      .get, "/ready", "getReadiness", tag: "operation", "Whether a session could be started now.",
      responses: [.init(200, "It could.", Operation.shape), .init(503, "It could not; `reasons` says why.", Operation.shape)]
    ) { request throws(APIError) in await operation.ready(request) },
    Endpoint(
      .get, "/metrics", "getMetrics", tag: "operation", "Metrics for Prometheus.",
      responses: [
        .init(200, "Text format 0.0.4.", nil, contentType: PrometheusText.contentType), .init(503, "The server makes no progress, or is busy."),
      ]
    ) { request throws(APIError) in try await operation.metrics(request) }.aside(),
  ]
}

private struct Operation: Sendable {
  let context: ServerContext
  let liveness: Liveness

  static let shape = Shape.named(
    "Fitness", .object([.init("ok", .boolean, required: true), .init("reasons", .array(.string()), required: true, "Empty when all is well.")]))

  func live(_ request: APIRequest) async -> APIResponse {
    let problem = await liveness.problem()
    return Self.answer(problem.map { [$0] } ?? [])
  }

  func ready(_ request: APIRequest) async -> APIResponse {
    guard let statistics = await liveness.statistics() else { return Self.answer([Liveness.silence]) }
    if let problem = liveness.problem(of: statistics) { return Self.answer([problem]) }
    var reasons = Readiness.reasons(statistics, context.configuration)
    var query = ArchiveQuery()
    query.limit = 1
    do { _ = try await context.archive.sessions(query) } catch { reasons.append("the store does not answer: \(error)") }
    return Self.answer(reasons)
  }

  func metrics(_ request: APIRequest) async throws(APIError) -> APIResponse {
    guard let statistics = await liveness.statistics() else { throw APIError(503, "unavailable", "there are no metrics now: \(Liveness.silence)") }
    let text = MetricsReport.text(of: statistics, requests: context.requests.all)
    return APIResponse(200, .text(text, contentType: PrometheusText.contentType))
  }

  private static func answer(_ reasons: [String]) -> APIResponse {
    .json(["ok": .bool(reasons.isEmpty), "reasons": .array(reasons.map(Value.string))], status: reasons.isEmpty ? 200 : 503)
  }
}
