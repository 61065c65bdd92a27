internal import TenCore
internal import TenSupervisor

/// `GET /api/sessions`: avatar sessions that have not ended, the oldest first, with what their nodes say of themselves.
struct AvatarListing: Sendable {
  let context: ServerContext

  func list() async -> APIResponse {
    let configuration = context.configuration.avatar
    let records = await context.service.sessions().filter { $0.graph == configuration.graph }
    let statuses = await withTaskGroup(of: (Int, Properties).self) { group in
      for (index, record) in records.enumerated() where record.state == .running {
        group.addTask { (index, await status(of: record)) }
      }
      return await group.reduce(into: [Int: Properties]()) { $0[$1.0] = $1.1 }
    }
    let listed = records.enumerated().map { index, record in Value.object(row(record, statuses[index] ?? Properties())) }
    return .json(["sessions": .array(listed), "limit": Value(configuration.maxSessions)])
  }

  /// Empty for a node that does not answer.
  private func status(of record: SessionRecord) async -> Properties {
    let node = context.configuration.avatar.node
    guard let result = try? await context.service.send("status", Properties(), to: node, of: record.id, milliseconds: 1_000) else {
      return Properties()
    }
    return result.status == .ok ? result.properties : Properties()
  }

  private func row(_ record: SessionRecord, _ status: Properties) -> Properties {
    let word =
      switch record.state {
      case .reserved, .starting: "creating"
      case .running: status["state"]?.string ?? "unknown"
      case .stopping, .ended: "ending"
      }
    return [
      "session_id": .string(record.id), "status": .string(word), "created_at": Value(record.createdAt / 1_000),
      "last_active_at": Value(record.lastPingAt / 1_000), "idle_timeout": record.idleSeconds.map { Value($0) } ?? .null,
      "avatar_name": record.labels["avatar_name"] ?? .null, "tasks": status["tasks"] ?? .null,
      "session_duration_limit": status["session_duration_limit"] ?? .null, "seconds_left": status["seconds_left"] ?? .null,
    ]
  }
}
