import TenServer
import TenSupervisor
import Testing

@Suite struct StoreChannelTests {
  @Test func ofAThousandReservationsOfOneChannelOneWins() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let (won, lost) = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<1_000 {
        group.addTask {
          do {
            try await store.reserve(place.record(number, channel: "agora_1"))
            return true
          } catch JournalError.channelTaken {
            return false
          }
        }
      }
      var counts = (won: 0, lost: 0)
      for try await hasWon in group { if hasWon { counts.won += 1 } else { counts.lost += 1 } }
      return (counts.won, counts.lost)
    }
    #expect(won == 1)
    #expect(lost == 999)
    #expect(try await store.unended().count == 1)
  }

  @Test func aChannelIsFreeAgainWhenItsSessionHasEnded() async throws {
    let place = try StorePlace()
    let store = try place.open()
    for number in 0..<3 { try await store.pass(place.record(number, channel: "a"), endedAt: place.now) }
    try await store.reserve(place.record(9, channel: "a"))
    await #expect(throws: JournalError.self) { try await store.reserve(place.record(10, channel: "a")) }
  }

  @Test func sessionsWithoutAChannelAndChannelsThatDifferInTheirLastByteAreFree() async throws {
    let place = try StorePlace()
    let store = try place.open()
    let channels = [nil, nil, "a", "A", "a\u{0}", "a\u{0}b", "", "e\u{301}", "é"] as [String?]
    for (number, channel) in channels.enumerated() { try await store.reserve(place.record(number, channel: channel)) }
    #expect(try await store.unended().map(\.id) == channels.indices.map { "s\($0)" })
  }

  @Test func anUpdateCannotTakeAChannel() async throws {
    let place = try StorePlace()
    let store = try place.open()
    try await store.reserve(place.record(1, channel: "a"))
    var other = place.record(2, channel: "b")
    try await store.reserve(other)
    other.channel = "a"
    await #expect(throws: JournalError.self) { try await store.update(other) }
    #expect(try await store.session("s2")?.channel == "b")
  }
}
