internal import GRDB
public import TenSupervisor

extension Store: SessionJournal {
  public func reserve(_ record: SessionRecord) async throws {
    try await write("reserve the session '\(record.id)'") { db in
      do {
        try db.cachedStatement(sql: SessionRow.insert).execute(arguments: SessionRow.arguments(record))
      } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
        throw JournalError.channelTaken
      } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY {
        throw StoreError(.conflict, "cannot reserve the session '\(record.id)': there is one of this id; make another id")
      }
    }
  }

  public func update(_ record: SessionRecord) async throws {
    try await write("store the session '\(record.id)'") { db in
      do {
        try db.cachedStatement(sql: SessionRow.update).execute(arguments: SessionRow.arguments(record))
      } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
        throw JournalError.channelTaken
      }
      guard db.changesCount == 0 else { return }
      throw StoreError(.conflict, "cannot store the session '\(record.id)' as \(record.state.rawValue): it has ended")
    }
    if record.isEnded { sessionHasEnded() }
  }

  public func unended() async throws -> [SessionRecord] {
    try await read("read the sessions that have not ended") { db in
      try Row.fetchAll(db, sql: "SELECT \(SessionRow.names) FROM sessions WHERE state <> 'ended' ORDER BY created_at, id").map(SessionRow.record)
    }
  }

  public func add(_ lease: HostLease) async throws {
    let sql = "INSERT OR REPLACE INTO leases (host, graph, process_id, start_time, lease, epoch) VALUES (?, ?, ?, ?, ?, ?)"
    try await write("store the lease of host '\(lease.host)'") { db in
      try db.cachedStatement(sql: sql).execute(arguments: [
        SessionRow.text(lease.host), SessionRow.text(lease.graph), lease.processID, lease.startTime, SessionRow.text(lease.key), lease.epoch,
      ])
    }
  }

  public func remove(host: String) async throws {
    try await write("remove the lease of host '\(host)'") { db in
      try db.cachedStatement(sql: "DELETE FROM leases WHERE host = ?").execute(arguments: [SessionRow.text(host)])
    }
  }

  public func leases() async throws -> [HostLease] {
    try await read("read the leases") { db in
      try Row.fetchAll(db, sql: "SELECT host, graph, process_id, start_time, lease, epoch FROM leases ORDER BY host").map { row in
        HostLease(
          host: row["host"], graph: row["graph"], processID: row["process_id"], startTime: row["start_time"], key: row["lease"], epoch: row["epoch"])
      }
    }
  }
}
