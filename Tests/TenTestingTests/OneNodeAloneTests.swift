import Echo
import TenRuntime
import TenTesting
import Testing
import TtsTones

@Suite struct OneNodeAloneTests {
  @Test func whatItSendsComesToTheTrial() throws {
    try ExtensionHarness(Echo.self).start(["channel": "room"]).run(seeds: 0..<50) { trial in
      try await trial.send(DataMessage("text", ["text": "hello"]))
      let item = try await trial.expect(.data("text", ["text": "hello"]))
      #expect(item.source == "echo" && item.destination == nil)
      try trial.send(AudioFrame("pcm", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])))
      try await trial.expect(.audio("pcm"))
      let result = try await trial.send(Command("channel"))
      #expect(result["channel"] == "room")
      try await trial.expectNone(for: .seconds(1))
    }
  }

  @Test func itsTurnsAreItsOwn() throws {
    try ExtensionHarness(TtsTones.self).run { trial in
      let turn = trial.beginTurn()
      try await trial.within(turn) {
        try await trial.send(DataMessage("tts_text_input", ["request_id": "a", "text": "one two", "text_input_end": true]))
      }
      try await trial.expect(.data("tts_audio_start", ["request_id": "a"]))
      for _ in 0..<20 { #expect(try await trial.expect(.audio("pcm_frame")).turn == turn) }
      try await trial.expect(.data("tts_audio_end"))
      try await trial.expectNone(.audio, for: .seconds(1))
    }
  }
}
