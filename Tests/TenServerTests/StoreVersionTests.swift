import GRDB
import Glibc
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct StoreVersionTests {
  @Test func aDatabaseOfVersionOneIsTakenOverWithItsSessions() async throws {
    let place = try StorePlace()
    mkdir(place.state, 0o700)
    let old = try DatabaseQueue(path: place.database)
    try StoreSchema.migrator.migrate(old, upTo: StoreSchema.versions[0])
    var record = place.record(1, channel: "a")
    record.lease = "key"
    let stored = record
    try await old.write { db in
      let columns = "id, graph, channel, state, created_at, lease, epoch, waterfall, last_ping_at, labels"
      try db.execute(
        sql: "INSERT INTO sessions (\(columns)) VALUES (?, ?, ?, 'reserved', ?, ?, 1, '{}', ?, '{}')",
        arguments: [stored.id, stored.graph, stored.channel, stored.createdAt, stored.lease, stored.lastPingAt])
      try db.execute(sql: "INSERT INTO leases VALUES ('h1', 'demo', 1, 2, 'k', 3)")
    }
    try old.close()
    let store = try place.open()
    #expect(try await store.unended() == [stored])
    #expect(try await store.leases() == [HostLease(host: "h1", graph: "demo", processID: 1, startTime: 2, key: "k", epoch: 3)])
    #expect(try await store.claim(key: "k", fingerprint: "f") == .new)
    #expect(try await store.pool.read { try StoreSchema.migrator.appliedIdentifiers($0) } == Set(StoreSchema.versions))
    #expect(place.mode(place.database) == 0o600)
  }

  @Test func theDatabaseOfANewerServerIsRefusedAndKept() throws {
    let place = try StorePlace()
    try place.open().close()
    let newer = try DatabaseQueue(path: place.database)
    try newer.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 of the future')") }
    try newer.close()
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.code == .newer)
    #expect(error?.description.contains("newer tenhost-server") == true)
    #expect(try DatabaseQueue(path: place.database).read { try $0.tableExists("sessions") })
  }
}
