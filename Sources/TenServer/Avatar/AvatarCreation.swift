internal import TenControl
internal import TenCore
internal import TenSupervisor

/// `POST /api/sessions/create`: a session of the avatar's graph, whose start makes the vendor's session.
struct AvatarCreation: Sendable {
  let context: ServerContext

  private var configuration: AvatarConfiguration { context.configuration.avatar }

  func create(_ request: APIRequest) async throws(APIError) -> APIResponse {
    guard context.catalogue[configuration.graph] != nil else { throw AvatarRefusal.noGraph(configuration) }
    let wanted = try wish(request.object)
    let record = try await start(wanted)
    let described = try await describe(record)
    return .json(
      [
        "session_id": .string(record.id), "status": "created", "url": described["url"] ?? .null, "access_token": described["access_token"] ?? .null,
        "session_duration_limit": described["session_duration_limit"] ?? .null, "idle_timeout": wanted.idleSeconds.map { Value($0) } ?? .null,
      ], status: 201)
  }

  private func wish(_ body: Properties) throws(APIError) -> SessionRequest {
    let name = body["avatar_name"]?.string ?? body["avatar_id"]?.string
    if let id = body["avatar_id"]?.string, id != name {
      throw contradiction("/avatar_id", "is '\(id)' and avatar_name is '\(name ?? "")'; they are the same thing, give one of them")
    }
    let idle = body["idle_timeout"]?.int ?? configuration.idleSeconds
    // The server ends an idle session; the vendor comes behind it, should the server be gone.
    var properties: Properties = ["activity_idle_timeout": Value(min(max(idle + 30, 30), 3_600))]
    if let name { properties["avatar_name"] = .string(name) }
    for key in ["quality", "language"] { if let value = body[key] { properties[key] = value } }
    if let voice = body["voice"] { properties["voice"] = voice.string.map { ["voice_id": .string($0)] } ?? voice }
    if configuration.maxSeconds > 0 { properties["max_session_seconds"] = Value(configuration.maxSeconds) }
    var labels: Properties = ["api": "avatar"]
    if let name { labels["avatar_name"] = .string(name) }
    // The room is the vendor's own: the session's channel is a name that nobody joins.
    let start = StartRequest(values: ["channel": "viewer"], nodes: [configuration.node: properties])
    return SessionRequest(
      graph: configuration.graph, start: start, idleSeconds: idle, labels: labels, graphLimit: configuration.maxSessions)
  }

  private func start(_ wanted: SessionRequest) async throws(APIError) -> SessionRecord {
    do throws(ServiceError) {
      return try await context.service.start(wanted)
    } catch {
      throw AvatarRefusal.start(error, configuration)
    }
  }

  /// A session that cannot be described is of no use, and would be billed.
  private func describe(_ record: SessionRecord) async throws(APIError) -> Properties {
    let refusal: APIError
    do throws(ServiceError) {
      let result = try await context.service.send("describe", Properties(), to: configuration.node, of: record.id, milliseconds: 5_000)
      if result.status == .ok, result.properties["url"]?.string != nil { return result.properties }
      refusal = AvatarRefusal.result(result.status, result.properties, attempted: "describe the avatar's session")
    } catch {
      refusal = AvatarRefusal.plain(error)
    }
    _ = try? await context.service.stop(record.id, .startFailed, detail: refusal.message)
    throw refusal
  }

  private func contradiction(_ pointer: String, _ message: String) -> APIError {
    var error = APIError(422, "contradiction", "the request does not fit: '\(pointer)' \(message)")
    error.problems = [(pointer, message)]
    return error
  }
}
