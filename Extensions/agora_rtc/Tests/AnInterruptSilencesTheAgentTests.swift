import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct AnInterruptSilencesTheAgentTests {
  /// Frames from shorter than a piece to longer than what may wait.
  private static let frames = [7, 20, 33, 100, 700]

  @Test(arguments: 0..<50 as Range<UInt64>) func notOneSampleOfAnEndedTurnIsPublishedAfterIt(seed: UInt64) throws {
    let record = try Call.run(Call.graph(Received()), seed: seed) { call in
      var choice = SplitMix(state: seed)
      for _ in 0..<6 {
        try await call.speak(milliseconds: 4_000, frame: Self.frames.randomElement(using: &choice) ?? 20)
        await call.loop.wait(.microseconds(Int.random(in: 0..<1_500_000, using: &choice)))
        let report = try await call.session.send(Command("interrupt"), to: "speaker")
        #expect(report["owing"] == 0)
        let ended = Int16(report["turn"]?.int ?? 0)
        let before = call.hub.samples.count
        let after = try await call.speak(milliseconds: 300)
        await call.loop.wait(.milliseconds(Int.random(in: 0..<400, using: &choice)))
        let fresh = call.hub.samples[before...]
        #expect(fresh.allSatisfy { $0 > ended })
        #expect(fresh.allSatisfy { $0 == Int16(after) })
      }
    }
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func theNextTurnIsHeardWholeAndAtOnce(seed: UInt64) throws {
    try Call.run(Call.graph(Received()), seed: seed) { call in
      var choice = SplitMix(state: seed)
      try await call.speak(milliseconds: 4_000, frame: Self.frames.randomElement(using: &choice) ?? 20)
      await call.loop.wait(.microseconds(Int.random(in: 0..<1_500_000, using: &choice)))
      _ = try await call.session.send(Command("interrupt"), to: "speaker")
      let before = call.hub.samples.count
      try await call.speak(milliseconds: 500, frame: 35)
      await call.loop.wait(.milliseconds(21))
      #expect(call.hub.samples.count > before)
      await call.loop.wait(.seconds(1))
      #expect(call.hub.samples.count - before == 8_000)
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func aFlushDropsAllThatWaits(seed: UInt64) throws {
    try Call.run(Call.graph(Received()), seed: seed) { call in
      var choice = SplitMix(state: seed)
      try await call.speak(milliseconds: 4_000, frame: Self.frames.randomElement(using: &choice) ?? 20)
      await call.loop.wait(.microseconds(Int.random(in: 600_000..<1_500_000, using: &choice)))
      let answer = try await call.session.send(Command("flush"), to: "speaker")
      #expect(answer.isOK)
      let before = call.hub.samples.count
      await call.loop.wait(.seconds(4))
      #expect(call.hub.samples.count == before)
      try await call.speak(milliseconds: 100)
      await call.loop.wait(.seconds(1))
      #expect(call.hub.samples.count - before == 1_600)
    }
  }

  @Test func audioOfNoTurnGoesOn() throws {
    try Call.run(Call.graph(Received())) { call in
      try call.session.send(
        AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: .samples([Int16](repeating: 99, count: 4_000))), to: "rtc")
      try await call.speak(milliseconds: 1_000)
      await call.loop.wait(.milliseconds(100))
      _ = try await call.session.send(Command("interrupt"), to: "speaker")
      await call.loop.wait(.seconds(2))
      #expect(call.hub.samples == [Int16](repeating: 99, count: 4_000))
    }
  }
}
