internal import TenControl
internal import TenCore
internal import TenSupervisor

/// What a caller may do with an avatar session. Sessions of other graphs are not seen here.
struct AvatarControl: Sendable {
  let context: ServerContext

  private var configuration: AvatarConfiguration { context.configuration.avatar }

  func start(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await live(request)
    let answer = try await send("begin", to: record, attempted: "start the avatar session")
    return .json([
      "session_id": .string(record.id), "status": "started", "session_duration_limit": answer["session_duration_limit"] ?? .null,
    ])
  }

  func task(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await live(request)
    let answer = try await send("task", request.object, to: record, attempted: "let the avatar speak")
    return .json([
      "session_id": .string(record.id), "task_id": answer["task_id"] ?? .null, "duration_ms": answer["duration_ms"] ?? .null,
    ])
  }

  func interrupt(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await live(request)
    _ = try await send("interrupt", to: record, attempted: "interrupt the avatar")
    return .json(["session_id": .string(record.id), "status": "interrupted"])
  }

  func keepAlive(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await live(request)
    _ = try await send("keep_alive", to: record, attempted: "keep the avatar session alive")
    return .json(["session_id": .string(record.id), "status": "kept"])
  }

  /// One that has ended already is answered alike, so that stopping twice does no harm.
  func stop(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let id = try id(of: request)
    guard await find(id) != nil else { return .json(ended(try await archived(id))) }
    do throws(ServiceError) {
      return .json(ended(try await context.service.stop(id, .stopped, detail: "stopped through the avatar session API")))
    } catch {
      guard error.code == .unknownSession || error.code == .wrongState else { throw AvatarRefusal.plain(error) }
      return .json(ended(try await archived(id)))
    }
  }

  private func ended(_ record: SessionRecord) -> Value {
    [
      "session_id": .string(record.id), "status": "ended", "reason": record.reason.map(Value.string) ?? .null,
      "detail": record.reasonDetail.map(Value.string) ?? .null,
    ]
  }

  /// A session that has not ended. Asking for it says that it is wanted still.
  private func live(_ request: APIRequest) async throws(APIError) -> SessionRecord {
    let id = try id(of: request)
    guard let record = await find(id) else {
      let record = try await archived(id)
      let why = [record.reason, record.reasonDetail].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
      throw APIError(410, "session_ended", "the avatar session '\(id)' has ended (\(why.isEmpty ? "no reason is known" : why)); create another one")
    }
    do throws(ServiceError) {
      try await context.service.ping(id, idleSeconds: nil)
    } catch {
      throw AvatarRefusal.plain(error)
    }
    return record
  }

  private func send(
    _ command: String, _ properties: Properties = Properties(), to record: SessionRecord, attempted: String
  ) async throws(APIError) -> Properties {
    let result: (status: CommandResult.Status, properties: Properties)
    do throws(ServiceError) {
      result = try await context.service.send(command, properties, to: configuration.node, of: record.id, milliseconds: 15_000)
    } catch {
      throw AvatarRefusal.plain(error)
    }
    guard result.status == .ok else { throw AvatarRefusal.result(result.status, result.properties, attempted: attempted) }
    return result.properties
  }

  private func id(of request: APIRequest) throws(APIError) -> String {
    let text = request.pathParameters["id"] ?? ""
    guard SessionID.isOne(text) else { throw unknown(text) }
    return text
  }

  private func find(_ id: String) async -> SessionRecord? {
    guard let record = await context.service.session(id), record.graph == configuration.graph, !record.isEnded else { return nil }
    return record
  }

  private func archived(_ id: String) async throws(APIError) -> SessionRecord {
    let archive = context.archive
    let record = try await V1Error.reading { try await archive.session(id) }
    guard let record, record.graph == configuration.graph, record.isEnded else { throw unknown(id) }
    return record
  }

  private func unknown(_ id: String) -> APIError {
    let shown = id.count > 40 ? id.prefix(40) + "…" : id[...]
    return APIError(404, "unknown_session", "there is no avatar session '\(shown)'; GET /api/sessions lists those that run")
  }
}
