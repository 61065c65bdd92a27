import GRDB
import Glibc
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct StoreDamageTests {
  @Test func aFileThatIsNoDatabaseIsRefusedAndKept() throws {
    let place = try StorePlace()
    mkdir(place.state, 0o700)
    let text = String(repeating: "this is my diary\n", count: 500)
    place.write(text, to: place.database)
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.code == .damaged)
    #expect(error?.description.contains("kept as it is") == true)
    #expect(place.read(place.database) == text)
  }

  @Test func aDatabaseWithBrokenPagesIsRefusedAndKept() async throws {
    let place = try StorePlace()
    let store = try place.open()
    for number in 0..<50 { try await store.pass(place.record(number), endedAt: place.now, text: String(repeating: "x", count: 2_000)) }
    try store.close()
    let size = place.size(place.database)
    let file = try #require(fopen(place.database, "r+"))
    fseek(file, 4_096, SEEK_SET)
    let noise = [UInt8](repeating: 0xa5, count: size - 4_096)
    fwrite(noise, 1, noise.count, file)
    fclose(file)
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.code == .damaged)
    #expect(place.size(place.database) == size)
  }

  @Test func aFolderThatCannotBeUsedIsNamed() throws {
    let place = try StorePlace()
    place.write("", to: place.folder + "/file")
    let retention = Store.Retention()
    for folder in ["", place.folder + "/file", place.folder + "/file/state", "/proc/tenhost-store"] {
      let error = #expect(throws: StoreError.self) { try Store(folder: folder, retention: retention, now: { 0 }) }
      #expect(error?.code == .folder)
      #expect(error?.description.contains(folder) == true)
    }
    mkdir(place.state, 0o700)
    chmod(place.state, 0o777)
    #expect(throws: StoreError.self) { try place.open() }
    chmod(place.state, 0o700)
    mkdir(place.database, 0o700)
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.code == .folder)
    rmdir(place.database)
  }

  @Test func aFullDiskIsAnErrorAndTheStoreWorksAgainAfterwards() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try await store.reserve(place.record(0, channel: "kept"))
    let (pages, limit) = try await store.pool.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      return (pages, try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 10)") ?? 0)
    }
    #expect(limit == pages + 10)
    let text = String(repeating: "x", count: 3_000)
    var stored = 0
    var errors: [StoreError] = []
    for number in 1...60 {
      do {
        var record = place.record(number)
        record.reasonDetail = text
        try await store.reserve(record)
        stored += 1
      } catch let error as StoreError {
        errors.append(error)
      }
    }
    #expect(stored > 0 && !errors.isEmpty)
    #expect(errors.allSatisfy { $0.code == .full && $0.description.contains("free some space") && !$0.description.contains(text) })
    #expect(try await store.unended().count == stored + 1)
    _ = try await store.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000") }
    try await store.pass(place.record(99), endedAt: place.now, text: text)
    #expect(try await store.session("s99")?.state == .ended)
    #expect(try await store.session("s0")?.channel == "kept")
  }

  @Test func aStoreThatWasClosedThrows() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try store.close()
    await #expect(throws: StoreError.self) { try await store.reserve(place.record(1)) }
    await #expect(throws: StoreError.self) { try await store.unended() }
  }
}
