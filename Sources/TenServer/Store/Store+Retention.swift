internal import GRDB
internal import Glibc
internal import TenCore

/// What is too old or too many leaves the store in small batches, between the writes of calls: at the start, while sessions end, and when `clean` is called,
/// as `Housekeeping` does.
extension Store {
  struct Cleaning {
    var isRunning = false
    var endedSince = 0
    var lastAt = 0
  }

  /// Sessions, keys or free pages that one transaction takes.
  static let batch = 50
  static let maxKeys = 100_000

  /// Deletes whatever is beyond retention now; stops after a batch when its task is cancelled. - Returns: how many sessions went.
  @discardableResult
  public func clean() async throws -> Int {
    var sum = 0
    while true {
      let (sessions, hasMore) = try await write("clean the store") { db in try self.cleanSome(db) }
      sum += sessions
      guard hasMore, !Task.isCancelled else { return sum }
    }
  }

  func sessionHasEnded() {
    let now = now()
    let isDue = cleaning.withLock { cleaning in
      cleaning.endedSince += 1
      return cleaning.endedSince >= 100 || now - cleaning.lastAt >= 60_000
    }
    if isDue { startCleaning() }
  }

  /// One cleaning at a time; it goes on by itself until nothing is left to do.
  func startCleaning() {
    let now = now()
    let isMine = cleaning.withLock { cleaning in
      guard !cleaning.isRunning else { return false }
      cleaning = Cleaning(isRunning: true, endedSince: 0, lastAt: now)
      return true
    }
    if isMine { cleanOn() }
  }

  private func cleanOn() {
    pool.asyncWrite({ try self.cleanSome($0) }) { _, result in
      // A failure, such as a full disk, is met again by the writes of calls, which tell of it.
      if case .success((_, hasMore: true)) = result { return self.cleanOn() }
      self.cleaning.withLock { $0.isRunning = false }
    }
  }

  private func cleanSome(_ db: Database) throws -> (sessions: Int, hasMore: Bool) {
    let now = now()
    let sessions = try expired(db, now)
    for id in sessions {
      // The log first: a session without one is found again, a log without a session is not.
      removeLog(of: id)
      try db.cachedStatement(sql: "DELETE FROM sessions WHERE id = ?").execute(arguments: [SessionRow.text(id)])
    }
    let keys = try deleteKeys(db, now)
    guard sessions.count < Self.batch, keys < Self.batch else { return (sessions.count, true) }
    return (sessions.count, try shrink(db))
  }

  private func expired(_ db: Database, _ now: Int) throws -> [String] {
    let cutoff = now - max(0, retention.days) * 86_400_000
    let old = try String.fetchAll(
      db,
      sql: """
        SELECT id FROM sessions WHERE state = 'ended' AND coalesce(ended_at, created_at) < ?
        ORDER BY coalesce(ended_at, created_at), id LIMIT \(Self.batch)
        """, arguments: [cutoff])
    guard old.isEmpty else { return old }
    return try String.fetchAll(
      db,
      sql: """
        SELECT id FROM sessions WHERE state = 'ended'
        ORDER BY coalesce(ended_at, created_at) DESC, id DESC LIMIT \(Self.batch) OFFSET ?
        """, arguments: [max(0, retention.sessions)])
  }

  private func deleteKeys(_ db: Database, _ now: Int) throws -> Int {
    try db.execute(
      sql:
        "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys WHERE claimed_at <= ? ORDER BY claimed_at LIMIT \(Self.batch))",
      arguments: [now - Self.keyAge])
    let old = db.changesCount
    try db.execute(
      sql: """
        DELETE FROM idempotency_keys WHERE key IN
        (SELECT key FROM idempotency_keys ORDER BY claimed_at DESC, key DESC LIMIT \(Self.batch) OFFSET \(Self.maxKeys))
        """)
    return max(old, db.changesCount)
  }

  /// Gives free pages back to the file system; some stay for what comes next.
  private func shrink(_ db: Database) throws -> Bool {
    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    let all = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    guard free > 256, free > all / 4 else { return false }
    _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum(\(min(free - 256, Self.batch * 4)))")
    return true
  }

  private func removeLog(of id: String) {
    guard let folder = retention.logFolder, !folder.isEmpty, !id.isEmpty, !id.contains("/"), !id.utf8.contains(0) else { return }
    unlink("\(folder)/\(id).jsonl")
  }
}
