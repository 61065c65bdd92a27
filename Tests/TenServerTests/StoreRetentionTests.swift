import Glibc
@testable import TenServer
import TenSupervisor
import Testing

@Suite struct StoreRetentionTests {
  @Test func sessionsThatEndedLongAgoGoWithTheirLogsAndOthersStay() async throws {
    let place = try StorePlace()
    let store = try place.open(days: 2)
    mkdir(place.logs, 0o700)
    let day = 86_400_000
    try await store.pass(place.record(1), endedAt: place.now)
    try await store.reserve(place.record(2))
    for number in 1...4 { place.write("{}\n", to: "\(place.logs)/s\(number).jsonl") }
    place.wait(day)
    try await store.pass(place.record(3), endedAt: place.now)
    place.wait(day)
    #expect(try await store.clean() == 0)
    place.wait(1)
    #expect(try await store.clean() == 1)
    #expect(try await store.session("s1") == nil)
    #expect(try await store.session("s2")?.state == .reserved)
    #expect(try await store.session("s3") != nil)
    #expect((1...4).map { place.size("\(place.logs)/s\($0).jsonl") } == [0, 3, 3, 3])
  }

  @Test func oneThousandTwoHundredSessionsLeaveTheNewestOfThem() async throws {
    let place = try StorePlace()
    let store = try place.open(sessions: 100)
    for number in 0..<1_200 { try await store.pass(place.record(number), endedAt: place.now + number) }
    try await store.clean()
    var query = ArchiveQuery()
    query.limit = 1_000
    #expect(try await store.sessions(query).map(\.id) == (1_100..<1_200).reversed().map { "s\($0)" })
  }

  @Test func theStoreCleansItselfWhileSessionsEnd() async throws {
    let place = try StorePlace()
    let store = try place.open(sessions: 50)
    for number in 0..<1_000 { try await store.pass(place.record(number), endedAt: place.now + number) }
    var query = ArchiveQuery()
    query.limit = 1_000
    #expect(try await store.sessions(query).count <= 250)
  }

  @Test func theFileDoesNotGrowForEverAndShrinksWhenItsSessionsGo() async throws {
    let place = try StorePlace()
    let text = String(repeating: "end record ", count: 1_600)
    let store = try place.open(sessions: 200)
    var largest = 0
    for number in 0..<2_000 {
      try await store.pass(place.record(number), endedAt: place.now + number, text: text)
      if number == 400 { largest = place.size(place.database) }
    }
    try await store.clean()
    #expect(largest > 1_000_000)
    #expect(place.size(place.database) < largest * 3 / 2)
    #expect(place.size(place.database + "-wal") < 16 << 20)
    try store.close()
    let before = place.size(place.database)
    let less = try place.open(sessions: 0)
    try await less.clean()
    try less.close()
    #expect(place.size(place.database) < before / 2)
  }

  @Test func anIdleServerCleansItsStoreTimeAfterTimeAndAfterAFailure() async throws {
    let place = try StorePlace()
    let store = try place.open(days: 1)
    try await store.pass(place.record(1), endedAt: place.now)
    place.wait(86_400_001)
    let (ticks, tick) = AsyncStream<Void>.makeStream()
    let log = KeptLog()
    let housekeeping = Housekeeping(store: store, logger: log.logger) {
      for await _ in ticks { return }
      // The second time finds a store that is closed, the third ends it.
      throw CancellationError()
    }
    async let end: Void = housekeeping.run()
    tick.yield()
    while log.lines.isEmpty { await Task.yield() }
    #expect(try await store.session("s1") == nil)
    try store.close()
    tick.yield()
    tick.finish()
    await end
    #expect(log.lines.map { $0.prefix(32) } == ["1 session has left the store, wi", "the store could not be cleaned: "])
  }

  @Test func aSessionThatHasNotEndedIsKeptHoweverOldItIs() async throws {
    let place = try StorePlace()
    let store = try place.open(days: 0, sessions: 0)
    try await store.reserve(place.record(1))
    place.wait(1_000 * 86_400_000)
    #expect(try await store.clean() == 0)
    #expect(try await store.unended().count == 1)
  }

  @Test func anIdThatIsAPathTakesNoOtherFileAlong() async throws {
    let place = try StorePlace()
    let store = try place.open(days: 0)
    mkdir(place.logs, 0o700)
    place.write("mine", to: place.folder + "/x.jsonl")
    try await store.pass(SessionRecord(id: "../x", graph: "demo", channel: nil, createdAt: place.now), endedAt: place.now)
    place.wait(1)
    #expect(try await store.clean() == 1)
    #expect(place.size(place.folder + "/x.jsonl") == 4)
  }
}
