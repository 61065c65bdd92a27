import TenChannel
import TenCore
import TenTesting
import Testing

private func withHub(
  seed: UInt64 = 0, _ hub: ChannelHub = ChannelHub(), _ body: @escaping @Sendable (ChannelHub, VirtualLoop) async throws -> Void
) throws {
  try VirtualLoop.run(seed: seed) { loop in
    hub.attach(to: loop)
    try await body(hub, loop)
  }
}

private func sound(_ byte: UInt8) -> ChannelAudio { ChannelAudio(sampleRate: 16_000, timestamp: 0, payload: Payload([byte, 0])) }

@Test(arguments: [0, 1, 2, 3] as [UInt64])
func whatIsPublishedReachesTheOthersInOrderAndNeverComesBack(seed: UInt64) throws {
  try withHub(seed: seed) { hub, loop in
    let (a, b) = (try await hub.enter("room", .rtc(1)), try await hub.enter("room", .rtc(2)))
    let elsewhere = try await hub.enter("hall", .rtc(1))
    for byte in 0..<20 { #expect(a.connection.publish(sound(UInt8(byte)))) }
    await loop.wait(.milliseconds(1))
    #expect(b.audio.map { $0.payload[0] } == Array(0..<20))
    #expect(a.audio.isEmpty)
    #expect(elsewhere.audio.isEmpty)
    #expect(a.joined == [.rtc(2)])
    #expect(b.joined == [.rtc(1)])
  }
}

@Test func messagesGoToMessageParticipantsAndDataToThoseOfMedia() throws {
  try withHub { hub, loop in
    let media = try await hub.enter("room", .rtc(1))
    let (writer, reader) = (try await hub.enter("room", .rtm("1")), try await hub.enter("room", .rtm("2")))
    let other = try await hub.enter("room", .rtc(2))
    try writer.connection.send(message: Payload(Array("hello".utf8)), customType: "text")
    try media.connection.send(data: Payload([1, 2]))
    await loop.wait(.milliseconds(1))
    #expect(reader.messages == ["hello"])
    #expect(other.messages.isEmpty)
    #expect(other.data == [Payload([1, 2])])
    #expect(reader.data.isEmpty)
    #expect(hub.messages(by: "1") == ["hello"])
    #expect(throws: ChannelError.self) { try media.connection.send(message: Payload(), customType: "") }
    #expect(throws: ChannelError.self) { try media.connection.send(data: Payload([UInt8](repeating: 0, count: 1_025))) }
  }
}

@Test func aNewcomerIsToldThePresenceThatWasSetBefore() throws {
  try withHub { hub, loop in
    let first = try await hub.enter("room", .rtm("agent"))
    try first.connection.setPresence(["state": "listening"])
    let second = try await hub.enter("room", .rtm("user"))
    await loop.wait(.milliseconds(1))
    #expect(second.events.contains { if case .presence("agent", ["state": "listening"]) = $0 { true } else { false } })
  }
}

@Test func whoLeavesIsToldNothingMoreAndTheOthersAreTold() throws {
  try withHub { hub, loop in
    let (a, b) = (try await hub.enter("room", .rtc(1)), try await hub.enter("room", .rtc(2)))
    a.connection.publish(sound(1))
    await b.connection.leave()
    await b.connection.leave()
    await loop.wait(.milliseconds(1))
    #expect(b.audio.isEmpty)
    #expect(a.left == [.rtc(2)])
    #expect(!b.connection.publish(sound(1)))
    _ = try await hub.enter("room", .rtc(2))
  }
}

@Test func aSecondParticipantOfTheSameIdIsRefused() throws {
  try withHub { hub, _ in
    _ = try await hub.enter("room", .rtc(1))
    _ = try await hub.enter("room", .rtm("1"))
    await #expect { _ = try await hub.enter("room", .rtc(1)) } throws: { ($0 as? ChannelError)?.code == .taken }
  }
}

@Test func aBrokenConnectionIsToldToBothSides() throws {
  try withHub { hub, loop in
    let (a, b) = (try await hub.enter("room", .rtc(1)), try await hub.enter("room", .rtc(2)))
    hub.drop(.rtc(1), from: "room")
    await loop.wait(.milliseconds(1))
    #expect(a.end?.code == .closed)
    #expect(b.left == [.rtc(1)])
    #expect(!a.connection.publish(sound(1)))
  }
}

@Test func theTestDecidesAboutTokens() throws {
  let hub = ChannelHub { request throws(ChannelError) in
    guard request.token?.reveal() == "good" else { throw ChannelError(.badToken, attempted: "joining", reason: "the test says so") }
  }
  try withHub(hub) { hub, _ in
    _ = try await hub.enter("room", .rtc(1), token: "good")
    await #expect { _ = try await hub.enter("room", .rtc(2), token: "bad") } throws: { ($0 as? ChannelError)?.code == .badToken }
    #expect(hub.requests.count == 2)
  }
}

@Test(arguments: [
  ("", "1"), (String(repeating: "a", count: 64), "1"), ("röom", "1"), ("a/b", "1"), ("room", "0"), ("room", "4294967296"), ("room", "01"),
])
func namesThatNoChannelTakesAreRefused(channel: String, id: String) throws {
  try withHub { hub, _ in
    await #expect { _ = try await hub.enter(channel, Participant(kind: .rtc, id: id)) } throws: {
      [.badChannel, .badParticipant].contains(($0 as? ChannelError)?.code)
    }
  }
}
