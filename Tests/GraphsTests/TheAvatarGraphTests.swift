import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct TheAvatarGraphTests {
  @Test func theAvatarSpeaksInTheChannelOfTheStartMessage() throws {
    try VoiceCall.run("voice_assistant_heygen") { call in
      let session = try await call.start("room-7")
      let avatar = try await call.hub.enter("room-7", .rtc(VoiceCall.avatar))
      await call.loop.wait(.seconds(1))
      // The avatar's own join is no user's.
      #expect(call.vendors.spoken["room-7"] == 0)
      let human = try await call.enter("room-7")
      await call.loop.wait(.seconds(3))
      let greeting = call.vendors.spoken["room-7"] ?? 0
      // Four words of 200 ms at 24 kHz, once.
      #expect(abs(greeting - 38_400) < 1_000)
      try human.type("how is the weather")
      await call.loop.wait(.seconds(4))
      #expect((call.vendors.spoken["room-7"] ?? 0) > greeting + 40_000)
      #expect(call.vendors.types.count { $0 == "agent.speak_end" } == 2)
      #expect(Array(call.vendors.channels.values) == ["room-7"])
      #expect(human.heard == [])
      #expect(avatar.audio.isEmpty)
      #expect(call.log.lines.contains("Avatar config: avatar_name=Wayne_20240711, channel=room-7"))
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }

  @Test func twoSessionsSideBySideHaveTheirOwnChannels() throws {
    try VoiceCall.run("voice_assistant_heygen") { call in
      let (first, second) = (try await call.start("first"), try await call.start("second"))
      _ = try await call.enter("first", uid: 17)
      await call.loop.wait(.seconds(3))
      #expect(call.vendors.channels.values.sorted() == ["first", "second"])
      #expect((call.vendors.spoken["first"] ?? 0) > 0)
      #expect(call.vendors.spoken["second"] == 0)
      for channel in ["first", "second"] {
        #expect(call.log.lines.contains("Avatar config: avatar_name=Wayne_20240711, channel=\(channel)"))
      }
      for session in [first, second] {
        let record = await session.stop()
        #expect(record.audit == [])
      }
    }
  }

  @Test func withoutAnAvatarFromTheStartTheVoiceIsHeardInTheChannel() throws {
    var switches = FakeVendors.Switches()
    switches.avatarStatus = 403
    try VoiceCall.run("voice_assistant_heygen", vendors: switches) { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(3))
      try human.type("how is the weather")
      await call.loop.wait(.seconds(4))
      #expect(human.turns.count == 2)
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }

  @Test func anAvatarThatFailsLaterLeavesTheVoiceToTheChannel() throws {
    try VoiceCall.run("voice_assistant_heygen") { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(3))
      #expect(human.heard == [])
      call.vendors.change { $0.avatarStatus = 403 }
      call.vendors.breakOff()
      await call.loop.wait(.seconds(60))
      try human.type("how is the weather")
      await call.loop.wait(.seconds(4))
      #expect(human.turns.count == 1)
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }
}
