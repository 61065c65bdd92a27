import Echo
import Recorder
import TenRuntime
import TenTesting
import Testing

@Suite struct RecordedMessagesTests {
  /// Records what goes through an echo, and gives the lines.
  private func record(_ properties: Properties) throws -> String {
    let graph = TestGraph().node("echo", Echo.self).node("recorder", Recorder.self, properties)
      .connect("echo", .data, "text", "recorder").connect("echo", .audio, "pcm", "recorder").connect("echo", .video, "picture", "recorder")
    let lines = Lines()
    try ExtensionHarness(graph).run { trial in
      let turn = trial.beginTurn()
      try await trial.within(turn) {
        try await trial.send(DataMessage("text", ["text": "hello", "n": 1.5], payload: Payload([1, 2, 3])), to: "echo")
      }
      await trial.advance(by: .milliseconds(250))
      var frame = AudioFrame("pcm", sampleRate: 16_000, channels: 1, payload: Payload([9, 8, 7, 6]))
      frame.timestamp = 40
      frame.isEndOfStream = true
      frame.channelLayout = 3
      try trial.send(frame, to: "echo")
      await trial.advance(by: .milliseconds(500))
      try trial.send(VideoFrame("picture", width: 1, height: 1, format: .bgra, payload: Payload([1, 2, 3, 4])), to: "echo")
      await trial.advance(by: .milliseconds(1))
      try await trial.send(Command("later"), to: "recorder")
      lines.text = trial.log.lines(of: "recorder").map(\.text).filter { $0.hasPrefix("{") }.joined(separator: "\n")
    }
    return lines.text
  }

  private final class Lines: @unchecked Sendable {
    // @unchecked: written by the run, read after it.
    var text = ""
  }

  @Test func aRecordingIsReplayedWithEqualMessages() throws {
    let recording = try RecordedMessages(text: record(["payloads": true])).from("echo")
    #expect(recording.entries.map(\.kind) == [.data, .audio, .video])
    try ExtensionHarness(Echo.self).run(seeds: 0..<20) { trial in
      try await trial.replay(recording, pace: .recorded)
      await trial.advance(by: .milliseconds(1))
      let (items, first) = (trial.all, trial.all[0].time)
      #expect(items.map(\.name) == ["text", "pcm", "picture"])
      #expect(items.map { $0.time - first } == [.zero, .milliseconds(250), .milliseconds(750)])
      #expect(items[0].properties == ["text": "hello", "n": 1.5] && items[0].payload == Payload([1, 2, 3]) && items[0].turn.number == 1)
      let frame = try #require(items[1].audio)
      #expect(frame.payload == Payload([9, 8, 7, 6]) && frame.timestamp == 40 && frame.isEndOfStream && frame.channelLayout == 3)
      #expect(frame.sampleRate == 16_000 && frame.samplesPerChannel == 2)
      #expect(items[2].video?.format == .bgra && items[2].payload == Payload([1, 2, 3, 4]))
    }
  }

  @Test func atOnceTakesNoTime() throws {
    let recording = try RecordedMessages(text: record(["payloads": true]))
    #expect(recording.named("later").entries.map(\.kind) == [.command])
    try ExtensionHarness(Echo.self).run { trial in
      try await trial.replay(recording, pace: .atOnce)
      try await trial.expectAll([.data("text"), .audio("pcm"), .video("picture")])
      #expect(trial.time == .zero)
    }
  }

  @Test func withoutPayloadsThereIsSilenceOfTheSameLength() throws {
    let recording = try RecordedMessages(text: record([:])).named("pcm")
    #expect((recording.entries.first?.message as? AudioFrame)?.payload == Payload([0, 0, 0, 0]))
  }

  @Test(arguments: [
    ("7", "line 1: it is no JSON object"), (#"{"kind":"dada","name":"x"}"#, "line 1: 'dada' is no kind of message"),
    ("\n{\"kind\":\"data\"}", "line 2: its 'name' is missing, or one too many"),
    (#"{"kind":"data","name":"x","bytes":2,"payload":"AAAA"}"#, "line 1: its 'payload' is not the base64 of 2 bytes"),
    (#"{"kind":"audio_frame","name":"x","bytes":-2}"#, "line 1: its 'sample_rate' is missing, or no number that fits"),
    (#"{"kind":"video_frame","name":"x","format":"rgb"}"#, "line 1: 'rgb' is no pixel format"),
    (#"{"kind":"data","name":"x","turn":-1}"#, "line 1: its 'turn' is -1"),
    (#"{"kind":"data","name":"x","time_ms":-1}"#, "line 1: its 'time_ms' is -1.0"),
    (
      "{\"kind\":\"data\",\"name\":\"x\",\"session\":\"a\"}\n{\"kind\":\"data\",\"name\":\"x\",\"session\":\"b\"}",
      "it holds the sessions a, b; name one"
    ),
  ]) func aBrokenRecordingNamesTheLine(text: String, reason: String) {
    let error = #expect(throws: RecordingError.self) { try RecordedMessages(text: text) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func oneSessionOfSeveralIsChosen() throws {
    let text = "{\"kind\":\"data\",\"name\":\"x\",\"session\":\"a\"}\n{\"kind\":\"data\",\"name\":\"y\",\"session\":\"b\"}"
    #expect(try RecordedMessages(text: text, session: "b").entries.map { $0.message.name } == ["y"])
    #expect(throws: RecordingError.self) { try RecordedMessages(text: text, session: "c") }
    #expect(throws: RecordingError.self) { try RecordedMessages(file: "/there/is/no/such/file") }
  }
}
