internal import GRDB
public import TenCore
public import TenSupervisor

extension Store: SessionArchive {
  /// An idempotency key is kept for so long, in milliseconds.
  static let keyAge = 86_400_000

  public func session(_ id: String) async throws -> SessionRecord? {
    try await read("read the session '\(id)'") { db in
      let row = try Row.fetchOne(db, sql: "SELECT \(SessionRow.names) FROM sessions WHERE id = ?", arguments: [SessionRow.text(id)])
      return try row.map(SessionRow.record)
    }
  }

  public func session(requestKey: String) async throws -> SessionRecord? {
    let sql = "SELECT \(SessionRow.names) FROM sessions WHERE request_key = ? ORDER BY created_at DESC, id DESC LIMIT 1"
    return try await read("find the session of a request") { db in
      try Row.fetchOne(db, sql: sql, arguments: [SessionRow.text(requestKey)]).map(SessionRow.record)
    }
  }

  /// At most a page of the API at a time, and the one that tells that another follows.
  public func sessions(_ query: ArchiveQuery) async throws -> [SessionRecord] {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func require(_ condition: String, _ values: [any DatabaseValueConvertible]) {
      conditions.append(condition)
      arguments += StatementArguments(values)
    }
    if let state = query.state { require("state = ?", [state.rawValue]) }
    if let graph = query.graph { require("graph = ?", [SessionRow.text(graph)]) }
    if let channel = query.channel { require("channel = ?", [SessionRow.text(channel)]) }
    if let before = query.before { require("(created_at, id) < (?, ?)", [before.createdAt, SessionRow.text(before.id)]) }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let sql =
      "SELECT \(SessionRow.listed) FROM sessions \(filter) ORDER BY created_at DESC, id DESC LIMIT \(min(max(query.limit, 0), SessionListing.most + 1))"
    return try await read("list the sessions") { [arguments] db in
      try Row.fetchAll(db, sql: sql, arguments: arguments).map(SessionRow.record)
    }
  }

  public func claim(key: String, fingerprint: String) async throws -> IdempotencyClaim {
    let now = now()
    return try await write("claim an idempotency key") { db in
      let name = SessionRow.text(key)
      try db.execute(sql: "DELETE FROM idempotency_keys WHERE key = ? AND claimed_at <= ?", arguments: [name, now - Self.keyAge])
      try db.execute(
        sql: "INSERT INTO idempotency_keys (key, fingerprint, claimed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
        arguments: [name, SessionRow.text(fingerprint), now])
      guard db.changesCount == 0 else { return .new }
      let row = try Row.fetchOne(db, sql: "SELECT fingerprint, status, body FROM idempotency_keys WHERE key = ?", arguments: [name])
      guard let row else { return .new }
      let stored: String = row["fingerprint"]
      guard stored == fingerprint else { return .different }
      let (status, body): (Int?, String?) = (row["status"], row["body"])
      if status == Self.unanswered {
        try db.execute(sql: "UPDATE idempotency_keys SET status = NULL WHERE key = ?", arguments: [name])
        return .new
      }
      guard let status, let body else { return .busy }
      return .done(status: status, body: try SessionRow.value(body, of: "an idempotency key"))
    }
  }

  public func finish(key: String, status: Int, body: Value) async throws {
    let text = SessionRow.json(body)
    try await write("store the answer to an idempotency key") { db in
      try db.execute(sql: "UPDATE idempotency_keys SET status = ?, body = ? WHERE key = ?", arguments: [status, text, SessionRow.text(key)])
    }
  }

  public func release(key: String) async throws {
    try await write("release an idempotency key") { db in
      try db.execute(sql: "DELETE FROM idempotency_keys WHERE key = ? AND status IS NULL", arguments: [SessionRow.text(key)])
    }
  }
}
