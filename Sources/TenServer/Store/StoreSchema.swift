internal import GRDB

/// The database's tables, version by version. A version that has been released is never changed: a new one is added.
enum StoreSchema {
  static let versions = ["1 sessions and leases", "2 idempotency keys", "3 indexes for lists", "4 sessions of requests"]

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(versions[0]) { try $0.execute(sql: sessions) }
    migrator.registerMigration(versions[1]) { try $0.execute(sql: idempotencyKeys) }
    migrator.registerMigration(versions[2]) { try $0.execute(sql: lists) }
    migrator.registerMigration(versions[3]) { try $0.execute(sql: requestKeys) }
    return migrator
  }()

  private static let sessions = """
    CREATE TABLE sessions (
      id TEXT NOT NULL PRIMARY KEY,
      graph TEXT NOT NULL,
      channel TEXT,
      state TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      ready_at INTEGER,
      ended_at INTEGER,
      host TEXT,
      process_id INTEGER,
      start_time INTEGER,
      lease TEXT,
      epoch INTEGER NOT NULL,
      waterfall TEXT NOT NULL,
      idle_seconds INTEGER,
      last_ping_at INTEGER NOT NULL,
      labels TEXT NOT NULL,
      reason TEXT,
      reason_node TEXT,
      reason_detail TEXT,
      end_record TEXT
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX sessions_channel ON sessions (channel) WHERE channel IS NOT NULL AND state <> 'ended';
    CREATE INDEX sessions_unended ON sessions (created_at, id) WHERE state <> 'ended';
    CREATE INDEX sessions_ended ON sessions (coalesce(ended_at, created_at), id) WHERE state = 'ended';
    CREATE TABLE leases (
      host TEXT NOT NULL PRIMARY KEY,
      graph TEXT NOT NULL,
      process_id INTEGER NOT NULL,
      start_time INTEGER NOT NULL,
      lease TEXT NOT NULL,
      epoch INTEGER NOT NULL
    ) WITHOUT ROWID;
    """

  private static let idempotencyKeys = """
    CREATE TABLE idempotency_keys (
      key TEXT NOT NULL PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      claimed_at INTEGER NOT NULL,
      status INTEGER,
      body TEXT
    ) WITHOUT ROWID;
    CREATE INDEX idempotency_keys_age ON idempotency_keys (claimed_at, key);
    """

  private static let lists = """
    CREATE INDEX sessions_newest ON sessions (created_at, id);
    CREATE INDEX sessions_graph ON sessions (graph, created_at, id);
    CREATE INDEX sessions_of_channel ON sessions (channel, created_at, id);
    CREATE INDEX sessions_state ON sessions (state, created_at, id);
    """

  private static let requestKeys = """
    ALTER TABLE sessions ADD COLUMN request_key TEXT;
    CREATE INDEX sessions_of_request ON sessions (request_key, created_at, id) WHERE request_key IS NOT NULL;
    """
}
