import TenCore
import TenServer
import TenSupervisor
import Testing

@Suite struct StoreRecordTests {
  func full(_ place: StorePlace) -> SessionRecord {
    var record = SessionRecord(id: "s0123456789abcdef", graph: "voice_assistant", channel: "agora_\u{0}ü🎧\"", createdAt: place.now)
    record.state = .stopping
    record.readyAt = place.now + 7
    record.endedAt = Int.max
    record.host = "h1"
    record.processID = 4_711
    record.startTime = 99_999_999_999
    record.lease = "key"
    record.epoch = 3
    record.waterfall = ["reserved": 0.25, "nodes": ["main": ["prepare": 1e-7, "start": 12.0]], "odd": "a\u{0}b"]
    record.idleSeconds = 60
    record.lastPingAt = -1
    record.labels = ["request": ["deep": [1, 2.5, true, nil, "", .object(Properties()), .array([])]], "max": .int(.max)]
    record.requestKey = "key-1"
    record.reason = "crashed"
    record.reasonNode = "main"
    record.reasonDetail = "Fatal error: line one\nline\u{0}two"
    record.endRecord = ["audit": [], "counters": ["sent": 12_345_678_901]]
    return record
  }

  @Test func aRecordComesBackAsItWas() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let record = full(place)
    try await store.reserve(record)
    #expect(try await store.session(record.id) == record)
    var changed = record
    changed.lastPingAt += 5
    changed.endRecord = .null
    changed.labels = Properties()
    try await store.update(changed)
    #expect(try await store.unended() == [changed])
    try store.close()
    #expect(try await place.open().session(record.id) == changed)
  }

  @Test func keysWithAZeroCharacterAreReadAgainUnderAnotherName() async throws {
    let place = try StorePlace()
    let store = try place.open()
    var record = place.record(1)
    record.labels = ["a\u{0}": 1, "a␀": 2, "text": "a\u{0}", "deep": [["\u{0}b": ["c\u{0}": true]]]]
    try await store.reserve(record)
    _ = try await store.claim(key: "k", fingerprint: "f")
    try await store.finish(key: "k", status: 201, body: ["\u{0}": 3])
    #expect(try await store.session("s1")?.labels == ["a␀␀": 1, "a␀": 2, "text": "a\u{0}", "deep": [["␀b": ["c␀": true]]]])
    guard case .done(201, ["␀": 3]) = try await store.claim(key: "k", fingerprint: "f") else {
      Issue.record("the answer to the key is not what was stored")
      return
    }
  }

  @Test func aRecordWithoutAnythingComesBackAsItWas() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let record = SessionRecord(id: "s1", graph: "", channel: nil, createdAt: 0)
    try await store.reserve(record)
    #expect(try await store.session("s1") == record)
    #expect(try await store.session("s2") == nil)
  }

  @Test func aSessionIsFoundByTheKeyOfItsRequest() async throws {
    let place = try StorePlace()
    let store = try place.open()
    for number in 1...3 {
      var record = place.record(number)
      record.requestKey = number == 3 ? nil : "key"
      try await store.reserve(record)
    }
    #expect(try await store.session(requestKey: "key")?.id == "s2")
    #expect(try await store.session(requestKey: "other") == nil)
  }

  @Test func leasesComeAndGo() async throws {
    let place = try StorePlace()
    let store = try place.open()
    var lease = HostLease(host: "h1", graph: "demo", processID: 12, startTime: 34, key: "k", epoch: 1)
    let other = HostLease(host: "h2", graph: "demo", processID: 13, startTime: 35, key: "l", epoch: 1)
    try await store.add(other)
    try await store.add(lease)
    lease.epoch = 2
    try await store.add(lease)
    #expect(try await store.leases() == [lease, other])
    try await store.remove(host: "h1")
    try await store.remove(host: "h1")
    #expect(try await store.leases() == [other])
  }

  @Test func anEndOfASessionThatWasNotReservedIsStored() async throws {
    let place = try StorePlace()
    let store = try place.open()
    var record = place.record(1)
    record.state = .ended
    try await store.update(record)
    #expect(try await store.session(record.id)?.state == .ended)
    #expect(try await store.unended() == [])
  }

  @Test func aSessionThatHasEndedDoesNotComeBackToLife() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try await store.pass(place.record(1), endedAt: place.now)
    let error = await #expect(throws: StoreError.self) { try await store.update(place.record(1)) }
    #expect(error?.code == .conflict)
    #expect(try await store.unended() == [])
    #expect(try await store.session("s1")?.state == .ended)
  }

  @Test func aSecondSessionOfOneIdIsRefused() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try await store.reserve(place.record(1, channel: "a"))
    let error = await #expect(throws: StoreError.self) { try await store.reserve(place.record(1, channel: "b")) }
    #expect(error?.code == .conflict)
  }

  @Test func whatATaskBeganBeforeItWasCancelledIsStored() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let record = place.record(1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await store.reserve(record)
      return try await store.session(record.id)
    }
    #expect(try await task.value == record)
  }

  @Test func nobodyElseCanReadTheStore() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try await store.reserve(place.record(1))
    #expect(place.mode(place.state) == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(place.mode(place.database + suffix) == 0o600) }
  }
}
