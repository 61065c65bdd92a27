import TenRuntime
import TenTesting
import Testing
import TtsFlite

@Suite struct SpeechTests {
  private func graph(_ heard: Received, _ properties: Properties = [:]) -> TestGraph {
    TestGraph().node("tts", TtsFlite.self, properties).probe("ear", heard).connect("tts", .audio, "pcm_frame", "ear")
      .connect("tts", .data, "tts_audio_start", "ear").connect("tts", .data, "tts_audio_end", "ear").connect("tts", .data, "tts_flush_end", "ear")
  }

  private func text(_ id: String, _ text: String, end: Bool = false, turn: UInt32 = 1) -> DataMessage {
    var message = DataMessage(
      "tts_text_input",
      ["request_id": .string(id), "text": .string(text), "text_input_end": .bool(end), "metadata": ["session_id": "7"]])
    message.turn = Turn(number: turn)
    return message
  }

  @Test(arguments: ["rms", "slt"], 0..<3 as Range<UInt64>) func aSentenceBecomesSound(voice: String, seed: UInt64) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard, ["voice": .string(voice)]), seed: seed) { session, loop in
      try session.send(text("a", "Turn on the light."), to: "tts")
      try session.send(text("a", "", end: true), to: "tts")
      await loop.wait(.seconds(5))
    }
    #expect(heard.names.first == "tts_audio_start")
    #expect(heard.names.last == "tts_audio_end")
    #expect(heard.data.count == 2)
    #expect(heard.audio.allSatisfy { $0.sampleRate == 16_000 && $0.channels == 1 && $0.samplesPerChannel == 320 && $0.turn.number == 1 })
    #expect((40...150).contains(heard.audio.count))
    #expect(heard.audio.map(\.timestamp) == heard.audio.indices.map { Int64($0) * 20 })
    #expect(heard.audio.last?["metadata"] == ["session_id": "7"])
    #expect(heard.data.last?["reason"] == 1)
    #expect(heard.data.last?["request_total_audio_duration_ms"]?.int == heard.audio.count * 20)
    let loudest = heard.audio.flatMap { frame in frame.payload.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) } }.map { abs(Int($0)) }.max()
    #expect((loudest ?? 0) > 3_000)
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func requestsAreSpokenOneAfterTheOther(seed: UInt64) throws {
    let heard = Received()
    try TestHost.run(graph(heard), seed: seed) { session, loop in
      try session.send(text("a", "One."), to: "tts")
      try session.send(text("b", "Two.", end: true, turn: 2), to: "tts")
      try session.send(text("a", "Three.", end: true), to: "tts")
      await loop.wait(.seconds(5))
    }
    #expect(heard.data.map { $0["request_id"]?.string } == ["a", "a", "b", "b"])
    let turns = heard.audio.map(\.turn.number)
    #expect(turns == turns.sorted())
    #expect(Set(turns) == [1, 2])
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func aFlushWhileItSpeaksEndsItWithReasonTwo(seed: UInt64) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard), seed: seed) { session, loop in
      for _ in 0..<8 { try session.send(text("a", "This is a long sentence that fills the ear of everybody who listens to it."), to: "tts") }
      await heard.wait(for: 20)
      try session.send(DataMessage("tts_flush", ["flush_id": "f"]), to: "tts")
      await loop.wait(.seconds(5))
    }
    #expect(heard.names.filter { $0 == "tts_audio_end" }.count == 1)
    #expect(heard.names.suffix(2) == ["tts_audio_end", "tts_flush_end"])
    #expect(heard.data.first { $0.name == "tts_audio_end" }?["reason"] == 2)
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func anInterruptLetsNoSampleOfItsTurnThrough(seed: UInt64) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard).node("main", Interrupter.self), seed: seed) { session, loop in
      for _ in 0..<8 { try session.send(text("a", "This is a long sentence that fills the ear of everybody who listens to it."), to: "tts") }
      await heard.wait(for: 20)
      _ = try await session.send(Command("interrupt"), to: "main")
      let count = heard.audio.count
      try session.send(text("b", "Yes.", end: true, turn: 2), to: "tts")
      await loop.wait(.seconds(5))
      #expect(heard.audio.count > count)
      #expect(heard.audio.dropFirst(count).allSatisfy { $0.turn.number == 2 })
    }
    let ends = heard.data.filter { $0.name == "tts_audio_end" }
    #expect(ends.map { $0["request_id"]?.string } == ["a", "b"])
    #expect(ends.map { $0["reason"]?.int } == [2, 1])
    #expect(record.audit == [])
  }

  @Test func oddTextIsSpokenOrLeftOutAndHarmsNobody() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard)) { session, loop in
      for (index, odd) in ["…", "日本語", "a\u{0}b", String(repeating: "9", count: 900), "“It’s” — fine…", "\n\t "].enumerated() {
        try session.send(text("r\(index)", odd, end: true), to: "tts")
      }
      try session.send(DataMessage("tts_text_input", ["request_id": "", "text": "x"]), to: "tts")
      await loop.wait(.seconds(600))
    }
    #expect(heard.data.filter { $0.name == "tts_audio_end" }.map { $0["reason"]?.int } == [Int?](repeating: 1, count: 6))
    #expect(record.nodes.first?.errors == 1)
  }

  @Test(arguments: [("voice", Value.string("bob")), ("frame_ms", 0)]) func aPropertyOutOfRangeRefusesTheSession(name: String, value: Value) throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("tts", TtsFlite.self, [name: value])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("'\(name)'"))
  }
}

/// Begins a turn at its start, and ends it when it is told.
private actor Interrupter: Extension {
  static let manifest = Manifest(name: "interrupter")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) { _ = context.beginTurn() }

  func handle(_ command: Command, _ reply: PendingReply) async -> CommandResult {
    await context.interrupt()
    _ = context.beginTurn()
    return .ok()
  }
}
