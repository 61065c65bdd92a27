internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// `POST /v1/sessions`: starts a session, once for each idempotency key.
struct SessionCreation: Sendable {
  let context: ServerContext

  func create(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let wanted = try SessionBody.request(request.object, context.configuration)
    guard let key = request.headers["idempotency-key"] else { return created(try await start(wanted)) }
    let stored = "v1.sessions \(key)"
    let archive = context.archive
    let fingerprint = Fingerprint.of(request.body)
    switch try await V1Error.reading({ try await archive.claim(key: stored, fingerprint: fingerprint) }) {
    case .new: return try await startOnce(wanted, key: stored)
    case .done(let status, let body): return try replay(status, body)
    case .busy:
      // The session may run, and only its answer have been lost to a store that was full.
      if let earlier = try await begun(stored) { return created(earlier) }
      var error = APIError(409, "key_in_use", "another request with the idempotency key '\(key)' is still at work; try again, and get its answer")
      error.headers["retry-after"] = "1"
      throw error
    case .different:
      throw APIError(422, "key_reused", "the idempotency key '\(key)' was used with another body; a new request needs a new key")
    }
  }

  /// What was decided is kept under the key; what may succeed at a second try is not.
  private func startOnce(_ wanted: SessionRequest, key: String) async throws(APIError) -> APIResponse {
    let archive = context.archive
    do throws(APIError) {
      let earlier = try await begun(key)
      let session = if let earlier { earlier } else { try await start(wanted, key: key) }
      // The session runs: that its key is not kept must not hide it from its caller.
      try? await archive.finish(key: key, status: 201, body: .object(session))
      return created(session)
    } catch {
      if error.status == 502 {
        try? await archive.finish(key: key, status: 502, body: KeptError.value(of: error))
      } else {
        try? await archive.release(key: key)
      }
      throw error
    }
  }

  /// What a server that was killed had begun for this key: its caller asks again, and must not get a second session.
  private func begun(_ key: String) async throws(APIError) -> Properties? {
    let archive = context.archive
    guard let record = try await V1Error.reading({ try await archive.session(requestKey: key) }) else { return nil }
    // Nobody was told of a session that never ran: the request is still to be done.
    guard record.readyAt != nil || !record.isEnded else { return nil }
    guard record.readyAt != nil else {
      var error = APIError(
        409, "key_in_use", "session '\(record.id)' was begun with this idempotency key and is being started; try again, and get it")
      error.headers["retry-after"] = "1"
      throw error
    }
    return SessionResource.value(of: await context.service.session(record.id) ?? record)
  }

  private func start(_ wanted: SessionRequest, key: String? = nil) async throws(APIError) -> Properties {
    let service = context.service
    var wanted = wanted
    wanted.requestKey = key
    let record = try await V1Error.asking { () async throws(ServiceError) in try await service.start(wanted) }
    return SessionResource.value(of: record)
  }

  private func created(_ session: Properties) -> APIResponse {
    var response = APIResponse.json(.object(session), status: 201)
    response.headers["location"] = "/v1/sessions/\(session["id"]?.string ?? "")"
    return response
  }

  private func replay(_ status: Int, _ body: Value) throws(APIError) -> APIResponse {
    guard status == 201, let session = body.object else {
      var error = KeptError.error(status, body)
      error.headers["idempotent-replay"] = "true"
      throw error
    }
    var response = created(session)
    response.headers["idempotent-replay"] = "true"
    return response
  }
}

/// An error as it is kept under an idempotency key: its request's id is not part of it.
enum KeptError {
  static func value(of error: APIError) -> Value {
    ["code": .string(error.code), "message": .string(error.message), "members": .object(error.members)]
  }

  static func error(_ status: Int, _ body: Value) -> APIError {
    let object = body.object ?? Properties()
    var error = APIError(status, object["code"]?.string ?? "failed", object["message"]?.string ?? "the first request with this key failed")
    error.members = object["members"]?.object ?? Properties()
    return error
  }
}

/// Tells bodies apart without keeping them: they may hold secrets. The order of an object's members does not count.
enum Fingerprint {
  static func of(_ value: Value) -> String {
    let bytes = JSON.bytes(of: sorted(value))
    return "\(bytes.count)-\(hash(bytes, 0xcbf2_9ce4_8422_2325))-\(hash(bytes.reversed(), 0x8422_2325_cbf2_9ce4))"
  }

  private static func hash(_ bytes: [UInt8], _ basis: UInt64) -> String {
    String(bytes.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
  }

  private static func sorted(_ value: Value) -> Value {
    switch value {
    case .object(let object): .object(Properties(object.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
    case .array(let elements): .array(elements.map(sorted))
    default: value
    }
  }
}
