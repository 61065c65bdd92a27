internal import TenCore

extension APIHandler {
  func answer(_ request: IncomingRequest) async -> APIResponse {
    let segments: [String]
    do throws(PercentText.Failure) {
      guard request.path.hasPrefix("/") else { throw .parent }
      segments = try PercentText.segments(request.path)
    } catch {
      return ErrorBody.response(APIError(400, "bad_path", "the path \(error.words)"), .problem, request)
    }
    if let preflight = gates.origins.preflight(request, methods: router.methods(of: segments)) {
      switch preflight {
      case .success(let response): return response
      case .failure(let error): return ErrorBody.response(error, .problem, request)
      }
    }
    switch router.match(method: request.method, segments: segments) {
    case .found(let endpoint, let parameters):
      do throws(APIError) {
        return try await run(endpoint, parameters, request)
      } catch {
        return ErrorBody.response(error, endpoint.errors, request)
      }
    case .methods(let methods, let form, let isOpen):
      var error = APIError(
        405, "method_not_allowed", "\(request.method.prefix(20)) is not served at this path; it takes \(methods.joined(separator: ", "))")
      error.headers["allow"] = methods.joined(separator: ", ")
      return ErrorBody.response((isOpen ? nil : refusal(request)) ?? error, form, request)
    case .none(let error, let form): return ErrorBody.response(refusal(request) ?? error, form, request)
    }
  }

  private func run(_ endpoint: Endpoint, _ parameters: [String: String], _ request: IncomingRequest) async throws(APIError) -> APIResponse {
    guard endpoint.access == .token else { return try await handle(endpoint, parameters, request) }
    if let refusal = refusal(request) { throw refusal }
    try gates.enter(request.peer)
    defer { gates.leave() }
    return try await handle(endpoint, parameters, request)
  }

  private func handle(_ endpoint: Endpoint, _ parameters: [String: String], _ request: IncomingRequest) async throws(APIError) -> APIResponse {
    var checked = APIRequest(requestID: request.id)
    checked.headers = request.headers
    checked.peer = request.peer
    checked.pathParameters = parameters
    checked.query = try ParameterCheck.query(of: request, for: endpoint)
    var problems = ParameterCheck.problems(endpoint, path: parameters, query: checked.query, headers: request.headers)
    if let shape = endpoint.body {
      let body = try await BodyReader(limit: configuration.limits.body, isLenient: endpoint.errors.isEnvelope).read(
        request, isOptional: endpoint.isBodyOptional)
      if let body {
        problems += shape.check(body)
        checked.body = shape.normalized(body)
      }
    }
    guard problems.isEmpty else {
      let first = problems[0]
      let place = first.pointer.isEmpty ? "the body" : "'\(first.pointer)'"
      let more = problems.count > 1 ? "; problems lists all \(problems.count)" : ""
      var error = APIError(endpoint.errors.isEnvelope ? 400 : 422, "invalid_request", "the request does not fit: \(place) \(first.message)\(more)")
      error.problems = problems
      throw error
    }
    return try await endpoint.handle(checked)
  }

  /// Why this caller is not answered at all.
  private func refusal(_ request: IncomingRequest) -> APIError? {
    if let refusal = gates.origins.refusal(of: request) { return refusal }
    do throws(APIError) {
      try gates.identify(request.headers["authorization"], from: request.peer)
      return nil
    } catch {
      return error
    }
  }
}
