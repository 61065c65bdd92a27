internal import TenControl
internal import TenCore
internal import TenSupervisor

/// What a caller may do with one session: messages, interrupt, ping, stop, and looking into it.
struct SessionControl: Sendable {
  let context: ServerContext

  func command(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let (id, body) = try await known(request)
    let service = context.service
    let result = try await V1Error.asking { () async throws(ServiceError) in
      try await service.send(
        body["name"]?.string ?? "", body["properties"]?.object ?? Properties(), to: body["node"]?.string ?? "", of: id,
        milliseconds: body["timeout_ms"]?.int)
    }
    return .json(["status": .string(result.status.name), "properties": .object(result.properties)])
  }

  func data(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let (id, body) = try await known(request)
    let service = context.service
    try await V1Error.asking { () async throws(ServiceError) in
      try await service.send(
        data: body["name"]?.string ?? "", body["properties"]?.object ?? Properties(), to: body["node"]?.string ?? "", of: id)
    }
    return APIResponse(204, .empty)
  }

  func interrupt(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let (id, _) = try await known(request)
    let service = context.service
    return .json(.object(try await V1Error.asking { () async throws(ServiceError) in try await service.interrupt(id) }))
  }

  func ping(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let (id, body) = try await known(request)
    let service = context.service
    let idle: Int?? = body["idle_seconds"].map(\.int)
    try await V1Error.asking { () async throws(ServiceError) in try await service.ping(id, idleSeconds: idle) }
    return APIResponse(204, .empty)
  }

  /// One that has ended already is answered alike, so that stopping twice does no harm.
  func stop(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let id = try SessionID.of(request)
    let detail = request.object["detail"]?.string ?? "stopped through the API"
    do throws(ServiceError) {
      return .json(.object(SessionResource.ended(try await context.service.stop(id, .stopped, detail: detail))))
    } catch {
      guard error.code == .unknownSession || error.code == .wrongState else { throw V1Error.of(error) }
      let archive = context.archive
      guard let stored = try await V1Error.reading({ try await archive.session(id) }), stored.isEnded else { throw V1Error.of(error) }
      return .json(.object(SessionResource.ended(stored)))
    }
  }

  func state(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let (id, _) = try await known(request)
    let service = context.service
    return .json(try await V1Error.asking { () async throws(ServiceError) in try await service.state(id) })
  }

  func endRecord(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await SessionListing(context: context).record(try SessionID.of(request))
    guard record.isEnded else {
      throw APIError(
        409, "not_ended", "session '\(record.id)' is \(record.state.rawValue) and has no end record yet; GET /v1/sessions/\(record.id)/state shows it"
      )
    }
    guard let value = record.endRecord else {
      throw APIError(404, "no_end_record", "session '\(record.id)' ended (\(record.reason ?? "no reason is known")) and left no end record")
    }
    return .json(value)
  }

  /// - Throws: 409 for one that has ended, 404 for one that never was.
  private func known(_ request: APIRequest) async throws(APIError) -> (id: String, body: Properties) {
    let id = try SessionID.of(request)
    guard await context.service.session(id) == nil else { return (id, request.object) }
    let record = try await SessionListing(context: context).record(id)
    guard record.isEnded else { return (id, request.object) }
    throw APIError(
      409, ServiceError.Code.wrongState.rawValue,
      "session '\(id)' has ended (\(record.reason ?? "no reason is known")); GET /v1/sessions/\(id)/end-record says why")
  }
}
