import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct TheVoiceGraphsTests {
  private static let longText = (0..<40).map { "word\($0)" }.joined(separator: " ")

  @Test func theLocalGraphGreetsAndAnswers() throws {
    try VoiceCall.run("voice_assistant_local") { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(3))
      #expect(human.turns.count == 1)
      #expect(call.hub.audio(by: VoiceCall.bot).count >= 40)
      try human.type("how is the weather")
      await call.loop.wait(.seconds(6))
      #expect(human.turns.count == 2)
      #expect(human.finals("assistant") == ["Hello, I am listening.", "The sun is shining, and it will stay warm all day."])
      #expect(human.finals("user") == ["how is the weather"])
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>) func afterASecondTypedTurnTheFirstIsHeardNoMore(seed: UInt64) throws {
    try VoiceCall.run("voice_assistant_local", seed: seed) { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(2))
      try human.type(Self.longText)
      await call.loop.wait(.milliseconds(700 + Int64(seed) * 13))
      let old = try #require(human.heard.last)
      let before = human.heard.count
      try human.type("how is the weather")
      // The way of the message; the interrupt itself takes no virtual time.
      await call.loop.wait(.milliseconds(20))
      let atInterrupt = human.heard.count
      #expect(atInterrupt - before <= 2)
      await call.loop.wait(.seconds(4))
      let after = human.heard[atInterrupt...]
      #expect(!after.isEmpty)
      #expect(after.allSatisfy { $0 > old })
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }

  @Test func theModelsAnswerIsHeard() throws {
    try VoiceCall.run("voice_assistant") { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(2))
      try human.type("how is the weather")
      await call.loop.wait(.seconds(4))
      #expect(human.turns.count == 2)
      #expect(human.finals("assistant").last == "It is warm and sunny.")
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }

  @Test func aModelThatFailsIsSpokenOf() throws {
    var switches = FakeVendors.Switches()
    switches.modelStatus = 500
    try VoiceCall.run("voice_assistant", vendors: switches) { call in
      let session = try await call.start()
      let human = try await call.enter()
      await call.loop.wait(.seconds(2))
      try human.type("how is the weather")
      await call.loop.wait(.seconds(30))
      #expect(human.turns.count == 2)
      #expect(human.finals("assistant").last == "Sorry, I could not answer that. Please try again.")
      let record = await session.stop()
      #expect(record.audit == [])
    }
  }
}
