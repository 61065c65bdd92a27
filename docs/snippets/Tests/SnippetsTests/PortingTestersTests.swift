import Guides
import Porting
import TenRuntime
import TenTesting
import Testing

/// TEN's testers, and what there is for them here.
@Suite struct PortingTestersTests {
  private func graph() -> TestGraph { TestGraph().node("transcripts", Transcripts.self) }

  @Test func theTestersCalls() throws {
    let harness = ExtensionHarness(Front.self, ["greeting": "Hello!"])
    let answering = harness.on("chat_completion") { command, reply in .ok(["delta": "Hi."]) }
    let record = try answering.run { trial in
      let result = try await trial.send(Command("on_user_joined"))
      guard result.isOK else { throw Unexpected() }
      try await trial.expect(.data("tts_text_input", ["text": "Hello!"]))
      try await trial.send(DataMessage("asr_result", ["text": "hi", "final": true]))
      try await trial.expect(.command("chat_completion"))
      try await trial.fish(.data("tts_text_input", ["text_input_end": true]), within: .seconds(5))
      try trial.send(AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])))
      try trial.send(VideoFrame("video_frame", width: 2, height: 2, payload: Payload([1, 2])))
      for await result in try await trial.stream(Command("on_user_left")) { trial.context.log.info("\(result.status)") }
    }
    #expect(record.audit == [])
  }

  @Test func aWholeGraph() throws {
    let harness = ExtensionHarness(graph()).tap("transcripts", .data, "line")
    try harness.run { trial in
      try await trial.send(DataMessage("asr", ["text": "hi", "final": true]), to: "transcripts")
      try await trial.expect(.data("line", ["text": "hi"]))
    }
  }
}

struct Unexpected: Error {}
