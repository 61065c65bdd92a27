import Avatar
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct SpeakingTests {
  @Test(arguments: 0..<5 as Range<UInt64>) func anUtteranceHasOneIDAndItsEndComesLast(seed: UInt64) throws {
    let (record, vendor) = try Stage().run(seed: seed) { session, vendor in
      try session.say(2)
      try session.endRequest()
      await vendor.loop.wait(.seconds(5))
    }
    let speech = vendor.heard.filter { $0.type.hasPrefix("agent.speak") }
    #expect(Set(speech.map(\.eventID)).count == 1)
    #expect(speech.last?.type == "agent.speak_end")
    #expect(vendor.of("agent.speak_end").count == 1)
    #expect(vendor.spoken == 96_000)
    #expect(vendor.of("agent.speak").first?.bytes == 24_000)
    #expect(record.audit == [])
  }

  @Test(arguments: [1, 2, 3] as [Int64]) func everyReasonEndsTheUtterance(reason: Int64) throws {
    let (_, vendor) = try Stage().run { session, vendor in
      try session.say(1)
      try session.endRequest(reason)
      await vendor.loop.wait(.seconds(3))
    }
    #expect(vendor.of("agent.speak_end").count == 1)
  }

  @Test func audioRunsAtMostThreeSecondsAhead() throws {
    let (_, vendor) = try Stage().run { session, vendor in
      // With a turn: of a microphone's frames only two seconds would wait.
      try session.say(10, turn: 1)
      try session.endRequest()
      await vendor.loop.wait(.seconds(15))
    }
    let speech = vendor.of("agent.speak")
    var sent = 0
    for piece in speech {
      sent += piece.bytes
      #expect(Double(sent) / 48_000 - (piece.at - speech[0].at) / .seconds(1) <= 3.01)
      #expect(piece.bytes <= 48_000)
    }
    #expect(sent == 480_000)
  }

  @Test(arguments: [(8_000, 1), (16_000, 2), (44_100, 1), (48_000, 2)]) func everyRateBecomesTwentyFourThousandMono(rate: Int, channels: Int) throws {
    let (_, vendor) = try Stage().run { session, vendor in
      try session.say(2, rate: rate, channels: channels)
      try session.endRequest()
      await vendor.loop.wait(.seconds(5))
    }
    #expect(abs(vendor.spoken - 96_000) <= 480)
  }

  @Test func oddBytesAreCarriedToTheNextFrame() throws {
    let (record, vendor) = try Stage().run { session, vendor in
      for count in [4_799, 4_801, 1, 4_799] {
        try session.send(
          AudioFrame("pcm_frame", sampleRate: 24_000, channels: 1, payload: Payload([UInt8](repeating: 7, count: count))), to: "avatar")
      }
      try session.endRequest()
      await vendor.loop.wait(.seconds(3))
    }
    #expect(vendor.spoken == 14_400)
    #expect(vendor.of("agent.speak").allSatisfy { $0.bytes % 2 == 0 })
    #expect(record.nodes.first?.errors == 0)
  }

  @Test func aRequestWithoutAudioSendsNothing() throws {
    let (_, vendor) = try Stage().run { session, vendor in
      try session.endRequest()
      await vendor.loop.wait(.seconds(3))
    }
    #expect(vendor.heard.isEmpty)
  }

  @Test func flushInterruptsAndTheRestOfTheRequestIsDropped() throws {
    let (_, vendor) = try Stage().run { session, vendor in
      try session.say(2)
      await vendor.loop.wait(.milliseconds(500))
      _ = try await session.send(Command("flush"), to: "avatar")
      let before = vendor.spoken
      try session.say(1)
      await vendor.loop.wait(.seconds(3))
      #expect(vendor.spoken == before)
      #expect(vendor.of("agent.interrupt").count == 1)
      try session.send(DataMessage("tts_audio_start", ["request_id": "new"]), to: "avatar")
      try session.say(1)
      await vendor.loop.wait(.seconds(3))
      #expect(vendor.spoken == before + 48_000)
    }
    #expect(Set(vendor.of("agent.speak").map(\.eventID)).count == 2)
  }

  @Test func keepAliveIsSent() throws {
    let (_, vendor) = try Stage().run { _, vendor in await vendor.loop.wait(.seconds(95)) }
    #expect(vendor.of("session.keep_alive").count == 3)
  }

  @Test func serverEventsAreTold() throws {
    let stage = Stage()
    try stage.run { session, vendor in
      await vendor.say(#"{"type":"agent.speak_started","source_event_id":"x"}"#)
      await vendor.say(#"{"type":"agent.speak_ended","source_event_id":"x"}"#)
      await vendor.say(#"{"type":"warning","warning":{"type":"slow","message":"w"}}"#)
      await vendor.say(#"{"type":"error","error":{"type":"server_error","message":"broken, key \#(FakeVendor.key)"}}"#)
      await vendor.say("no json")
      await vendor.loop.wait(.seconds(1))
    }
    #expect(stage.events == ["connected", "speak_started", "speak_ended", "warning", "error"])
    #expect(stage.codes == [1_000])
    #expect(!stage.told.data.contains { "\($0.properties)".contains(FakeVendor.key) })
  }
}
