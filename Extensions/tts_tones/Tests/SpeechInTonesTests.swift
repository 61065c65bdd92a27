import TenAudio
import TenRuntime
import TenTesting
import Testing
import TtsTones

@Suite struct SpeechInTonesTests {
  private func graph(_ heard: Received, _ properties: Properties = [:]) -> TestGraph {
    TestGraph().node("tts", TtsTones.self, properties).probe("ear", heard).connect("tts", .audio, "pcm_frame", "ear")
      .connect("tts", .data, "tts_audio_start", "ear").connect("tts", .data, "tts_audio_end", "ear").connect("tts", .data, "tts_flush_end", "ear")
  }

  private func text(_ id: String, _ text: String, end: Bool = false, turn: UInt32? = nil) -> DataMessage {
    var message = DataMessage(
      "tts_text_input",
      ["request_id": .string(id), "text": .string(text), "text_input_end": .bool(end), "metadata": ["session_id": "7"]])
    if let turn { message.turn = Turn(number: turn) }
    return message
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func everyFrameCarriesItsTurn(seed: UInt64) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard), seed: seed) { session, _ in
      try session.send(text("a", "one two", turn: 1), to: "tts")
      try session.send(text("a", "", end: true, turn: 1), to: "tts")
      try session.send(text("b", "three.", end: true, turn: 2), to: "tts")
      await heard.wait(for: 34)
    }
    #expect(heard.names == ["tts_audio_start"] + pcm(20) + ["tts_audio_end", "tts_audio_start"] + pcm(10) + ["tts_audio_end"])
    #expect(heard.audio.map { TonePair.number(in: $0.payload) } == numbers(1, 20) + numbers(2, 10))
    #expect(heard.audio.map(\.turn.number) == [UInt32](repeating: 1, count: 20) + [UInt32](repeating: 2, count: 10))
    #expect(heard.audio.prefix(3).map(\.timestamp) == [0, 20, 40])
    #expect(heard.audio.first?["metadata"] == ["session_id": "7"])
    #expect(heard.data.compactMap { $0["reason"]?.int } == [1, 1])
    #expect(heard.data.compactMap { $0["request_total_audio_duration_ms"]?.int } == [400, 200])
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func anInterruptEndsWhatWasBegunAndNothingFollows(seed: UInt64) throws {
    let heard = Received()
    let graph = graph(heard, ["ms_per_word": 10_000]).node("main", Interrupter.self)
    let record = try TestHost.run(graph, seed: seed) { session, loop in
      try session.send(text("a", "one two three four five six", turn: 1), to: "tts")
      await heard.wait(for: 5)
      _ = try await session.send(Command("interrupt"), to: "main")
      let count = heard.audio.count
      try session.send(text("b", "seven", end: true, turn: 2), to: "tts")
      await heard.wait(for: count + 4)
      await loop.wait(.seconds(1))
      #expect(heard.audio.dropFirst(count).allSatisfy { $0.turn.number == 2 })
    }
    let ends = heard.data.filter { $0.name == "tts_audio_end" }
    #expect(ends.map { $0["request_id"]?.string } == ["a", "b"])
    #expect(ends.map { $0["reason"]?.int } == [2, 1])
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func aFlushEndsEachRequestOnceAndIsAnswered(seed: UInt64) throws {
    let heard = Received()
    let graph = graph(heard, ["ms_per_word": 10_000])
    let record = try TestHost.run(graph, seed: seed) { session, loop in
      try session.send(text("a", "one two three four five six", turn: 1), to: "tts")
      try session.send(text("b", "seven", end: true, turn: 1), to: "tts")
      await heard.wait(for: 5)
      try session.send(DataMessage("tts_flush", ["flush_id": "f"]), to: "tts")
      try session.send(text("a", "more of a flushed request", end: true, turn: 1), to: "tts")
      await loop.wait(.seconds(1))
    }
    #expect(heard.names.suffix(2) == ["tts_audio_end", "tts_flush_end"])
    #expect(heard.data.filter { $0.name == "tts_audio_end" }.map { $0["request_id"]?.string } == ["a"])
    #expect(heard.data.last?["flush_id"] == "f")
    #expect(record.audit == [])
  }

  @Test func aRequestWithoutWordsHasItsStartAndItsEnd() throws {
    let heard = Received()
    try TestHost.run(graph(heard)) { session, _ in
      try session.send(text("a", " ... ", end: true, turn: 1), to: "tts")
      await heard.wait(for: 2)
    }
    #expect(heard.names == ["tts_audio_start", "tts_audio_end"])
  }

  @Test(arguments: [("ms_per_word", 19), ("sample_rate", 8_000)]) func aPropertyOutOfRangeRefusesTheSession(name: String, value: Int) throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("tts", TtsTones.self, [name: Value(value)])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("'\(name)'"))
  }

  private func pcm(_ count: Int) -> [String] { [String](repeating: "pcm_frame", count: count) }
  private func numbers(_ number: Int, _ count: Int) -> [Int?] { [Int?](repeating: number, count: count) }
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
