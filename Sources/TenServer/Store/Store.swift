internal import GRDB
internal import TenCore
internal import TenSupervisor

/// Sessions, leases and idempotency keys in one SQLite file of the state folder. From any thread; no call blocks its caller's executor.
///
/// The database is in WAL mode with `synchronous = NORMAL`: every call has been written when it returns, and a process that is killed at any instant loses
/// nothing. A power cut or a crash of the kernel may lose the last calls (at most what has come since the last checkpoint), never the database's consistency;
/// since no host survives that either, it costs end records of calls that are over, not sessions.
public final class Store: Sendable {
  /// What is kept, and where the logs are that go with it.
  public struct Retention: Sendable {
    public var days = 7
    public var sessions = 100_000
    /// `<session>.jsonl` of sessions that have ended; nil for none.
    public var logFolder: String?

    public init(logFolder: String? = nil) { self.logFolder = logFolder }
  }

  /// The database's file.
  public let path: String
  let retention: Retention
  let now: @Sendable () -> Int
  let pool: DatabasePool
  let cleaning = Locked(Cleaning())

  /// - Parameter now: Unix time in milliseconds.
  public init(folder: String, retention: Retention, now: @escaping @Sendable () -> Int) throws(StoreError) {
    path = folder + "/tenhost.sqlite"
    self.retention = retention
    self.now = now
    try StoreFolder.prepare(folder, file: path)
    do {
      pool = try DatabasePool(path: path, configuration: Self.configuration)
      try Self.check(pool, path)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError("open the store", in: path, error)
    }
    startCleaning()
  }

  public convenience init(_ configuration: ServerConfiguration, now: @escaping @Sendable () -> Int) throws(StoreError) {
    var retention = Retention(logFolder: configuration.supervisor.logFolder)
    retention.days = configuration.retentionDays
    retention.sessions = configuration.retentionSessions
    try self.init(folder: configuration.stateFolder, retention: retention, now: now)
  }

  /// In place of the status of a key whose server ended before it had answered.
  static let unanswered = 0

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "store"
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 2
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else { return }
      // Takes effect only before the first table is made.
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      try db.execute(sql: "PRAGMA journal_size_limit = 4194304")
    }
    return configuration
  }

  private static func check(_ pool: DatabasePool, _ path: String) throws {
    let (isNewer, findings) = try pool.read { db in
      let bytes = try Int.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
      // A few milliseconds a megabyte: a large store is not made to wait for it, its damage shows where it is met.
      let findings = bytes < 32 << 20 ? try String.fetchAll(db, sql: "PRAGMA quick_check(3)") : ["ok"]
      return (try StoreSchema.migrator.hasBeenSuperseded(db), findings)
    }
    guard findings == ["ok"] else {
      let words = "the file is kept as it is; move it away to begin with an empty store, or put a copy of it in its place"
      throw StoreError(.damaged, "cannot open the store '\(path)': it is damaged (\(findings.joined(separator: "; "))); \(words)")
    }
    guard !isNewer else {
      throw StoreError(
        .newer, "cannot open the store '\(path)': a newer tenhost-server has written it; run that version, or give another state folder")
    }
    try StoreSchema.migrator.migrate(pool)
    // Whoever had claimed them has gone without an answer, and its caller will ask the same again.
    try pool.write { try $0.execute(sql: "UPDATE idempotency_keys SET status = \(unanswered) WHERE status IS NULL") }
  }

  /// After this every call throws.
  public func close() throws(StoreError) {
    // The last connection that goes is a reader, which leaves the write-ahead log as it is; where that stays, it is read at the next start.
    _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    do { try pool.close() } catch { throw StoreError("close the store", in: path, error) }
  }

  /// One transaction. A caller that is cancelled does not take it back: what was begun is stored.
  func write<T: Sendable>(_ attempted: String, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      pool.asyncWrite(body) { _, result in continuation.resume(with: self.told(attempted, result)) }
    }
  }

  func read<T: Sendable>(_ attempted: String, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      pool.asyncRead { database in continuation.resume(with: self.told(attempted, Result { try body(database.get()) })) }
    }
  }

  private func told<T>(_ attempted: String, _ result: Result<T, any Error>) -> Result<T, any Error> {
    result.mapError { $0 is DatabaseError ? StoreError(attempted, in: path, $0) : $0 }
  }
}
