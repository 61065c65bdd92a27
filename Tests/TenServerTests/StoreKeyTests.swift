import TenCore
import TenServer
import Testing

@Suite struct StoreKeyTests {
  @Test func aKeyIsClaimedOnceAndItsAnswerIsGivenAgain() async throws {
    let place = try StorePlace()
    let store = try place.open()
    #expect(try await store.claim(key: "k", fingerprint: "f") == .new)
    #expect(try await store.claim(key: "k", fingerprint: "f") == .busy)
    #expect(try await store.claim(key: "k", fingerprint: "g") == .different)
    try await store.finish(key: "k", status: 201, body: ["id": "s1"])
    #expect(try await store.claim(key: "k", fingerprint: "f") == .done(status: 201, body: ["id": "s1"]))
    #expect(try await store.claim(key: "k", fingerprint: "g") == .different)
    #expect(try await store.claim(key: "k2", fingerprint: "f") == .new)
  }

  @Test func ofManyClaimsOneIsTheFirst() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let claims = try await withThrowingTaskGroup(of: IdempotencyClaim.self) { group in
      for _ in 0..<200 { group.addTask { try await store.claim(key: "k", fingerprint: "f") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(claims.count { $0 == .new } == 1)
    #expect(claims.count { $0 == .busy } == 199)
  }

  @Test func aKeyThatIsReleasedIsNewAndOneThatIsFinishedIsNot() async throws {
    let place = try StorePlace()
    let store = try place.open()
    _ = try await store.claim(key: "k", fingerprint: "f")
    try await store.release(key: "k")
    #expect(try await store.claim(key: "k", fingerprint: "g") == .new)
    try await store.finish(key: "k", status: 200, body: nil)
    try await store.release(key: "k")
    #expect(try await store.claim(key: "k", fingerprint: "g") == .done(status: 200, body: nil))
  }

  @Test func aKeyIsKeptForADay() async throws {
    let place = try StorePlace()
    let store = try place.open()
    _ = try await store.claim(key: "k", fingerprint: "f")
    try await store.finish(key: "k", status: 200, body: true)
    place.wait(86_400_000 - 1)
    try await store.clean()
    #expect(try await store.claim(key: "k", fingerprint: "f") == .done(status: 200, body: true))
    place.wait(1)
    #expect(try await store.claim(key: "k", fingerprint: "g") == .new)
  }

  @Test func aClaimWhoseServerHasGoneIsNewAgain() async throws {
    let place = try StorePlace()
    let store = try place.open()
    _ = try await store.claim(key: "open", fingerprint: "f")
    _ = try await store.claim(key: "done", fingerprint: "f")
    try await store.finish(key: "done", status: 200, body: 1)
    try store.close()
    let next = try place.open()
    #expect(try await next.claim(key: "open", fingerprint: "g") == .different, "it was asked for something else")
    #expect(try await next.claim(key: "open", fingerprint: "f") == .new)
    #expect(try await next.claim(key: "open", fingerprint: "f") == .busy)
    #expect(try await next.claim(key: "done", fingerprint: "f") == .done(status: 200, body: 1))
  }
}
