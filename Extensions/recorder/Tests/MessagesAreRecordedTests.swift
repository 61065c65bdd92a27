import Recorder
import TenRuntime
import TenTesting
import Testing

@Suite struct MessagesAreRecordedTests {
  @Test func everyKindBecomesALine() throws {
    let folder = try TemporaryFolder()
    let graph = TestGraph().node("recorder", Recorder.self, ["path": .string("\(folder.path)/out.jsonl")])
    let record = try TestHost.run(graph) { session, _ in
      let answer = try await session.send(Command("ask", ["n": 7]), to: "recorder")
      #expect(answer.isOK)
      try session.send(DataMessage("text", ["text": "hello"], payload: Payload(Array("123456789".utf8))), to: "recorder")
      try session.send(AudioFrame("sound", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])), to: "recorder")
      try session.send(VideoFrame("picture", width: 1, height: 1, payload: Payload([1, 2, 3, 4])), to: "recorder")
    }
    let lines = try folder.lines("out.jsonl").map { try #require(try JSON.parse($0).object) }
    #expect(lines.map { $0["kind"]?.string } == ["cmd", "data", "audio_frame", "video_frame"])
    #expect(lines.map { $0["name"]?.string } == ["ask", "text", "sound", "picture"])
    #expect(lines.map { $0["number"]?.int } == [1, 2, 3, 4])
    try #require(lines.count == 4)
    #expect(lines[0]["properties"] == ["n": 7])
    #expect(lines[1]["bytes"] == 9)
    #expect(lines[1]["crc32"] == "cbf43926")
    #expect(lines[2]["sample_rate"] == 16_000)
    #expect(lines[3]["format"] == "rgba")
    #expect(record.audit == [])
  }

  @Test func sourceTurnAndTimeAreSaid() throws {
    let folder = try TemporaryFolder()
    let graph = TestGraph().node("sender", Sender.self).node("recorder", Recorder.self, ["path": .string("\(folder.path)/out.jsonl")])
      .connect("sender", .data, "text", "recorder").depends("sender", on: "recorder")
    try TestHost.run(graph) { session, _ in _ = try await session.send(Command("stats"), to: "recorder") }
    let line = try #require(try folder.lines("out.jsonl").first.flatMap { try JSON.parse($0).object })
    #expect(line["source"] == "sender")
    #expect(line["turn"] == 1)
    #expect((line["time_ms"]?.double ?? -1) >= 0)
  }

  @Test func withoutAPathTheLinesGoIntoTheLog() throws {
    let record = try TestHost.run(TestGraph().node("recorder", Recorder.self)) { session, _ in
      try session.send(DataMessage("text"), to: "recorder")
      let stats = try await session.send(Command("stats"), to: "recorder")
      #expect(stats["messages"] == 1)
      #expect(stats["bytes"] == 0)
    }
    #expect(record.audit == [])
  }
}

/// Sends one data message in a turn, at its start.
actor Sender: Extension {
  static let manifest = Manifest(name: "sender")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    try await context.within(context.beginTurn()) { () async throws in try await self.context.send(DataMessage("text")) }
  }
}
