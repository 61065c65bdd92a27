import SttPocketsphinx
import TenRuntime
import TenTesting
import Testing
import TtsFlite

@Suite(.serialized) struct SpokenWordsAreUnderstoodTests {
  private static let grammar = """
    #JSGF V1.0;
    grammar light;
    public <command> = turn (on | off) the light | good morning | stop;
    """

  private func graph(_ heard: Received, grammar: String = grammar) -> TestGraph {
    TestGraph().node("tts", TtsFlite.self).node("stt", SttPocketsphinx.self, ["grammar": .string(grammar)]).probe("ear", heard)
      .connect("tts", .audio, "pcm_frame", "stt").connect("stt", .data, "asr_result", "ear").connect("stt", .data, "asr_finalize_end", "ear")
  }

  private func text(_ id: String, _ text: String) -> DataMessage {
    var message = DataMessage(
      "tts_text_input",
      ["request_id": .string(id), "text": .string(text), "text_input_end": true, "metadata": ["session_id": "182837"]])
    message.turn = Turn(number: 1)
    return message
  }

  private func silence(_ count: Int, rate: Int = 16_000, channels: Int = 1) -> [AudioFrame] {
    (0..<count).map { _ in
      AudioFrame(
        "pcm_frame", sampleRate: rate, channels: channels, payload: Payload([UInt8](repeating: 0, count: rate / 50 * 2 * channels)))
    }
  }

  @Test(arguments: ["turn on the light", "turn off the light", "good morning"]) func silenceEndsTheUtterance(sentence: String) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard), seed: 3) { session, loop in
      try session.send(text("a", sentence), to: "tts")
      await loop.wait(.seconds(3))
      for frame in silence(50) { try session.send(frame, to: "stt") }
      await loop.wait(.seconds(3))
    }
    let finals = heard.data.filter { $0["final"] == true }
    #expect(finals.map { $0["text"]?.string } == [sentence])
    #expect(heard.data.last?["final"] == true)
    #expect(Set(heard.data.compactMap { $0["id"]?.string }).count == 1)
    #expect(finals.first?["id"]?.string?.count == 32)
    #expect(finals.first?["words"]?.array?.compactMap { $0.object?["word"]?.string } == sentence.split(separator: " ").map(String.init))
    #expect(finals.first?["language"] == "en-US")
    #expect((400...2_500).contains(finals.first?["duration_ms"]?.int ?? 0))
    #expect(heard.data.allSatisfy { $0.turn.isNone })
    #expect(record.audit == [])
  }

  @Test func audioThatStopsEndsTheUtteranceToo() throws {
    let heard = Received()
    try TestHost.run(graph(heard), seed: 4) { session, loop in
      try session.send(text("a", "turn on the light"), to: "tts")
      await loop.wait(.seconds(6))
    }
    #expect(heard.data.filter { $0["final"] == true }.map { $0["text"]?.string } == ["turn on the light"])
    #expect(heard.names.allSatisfy { $0 == "asr_result" })
  }

  @Test func withoutAGrammarEnglishIsUnderstood() throws {
    let heard = Received()
    try TestHost.run(graph(heard, grammar: "")) { session, loop in
      try session.send(text("a", "what time is it"), to: "tts")
      await loop.wait(.seconds(6))
    }
    #expect(heard.data.last?["text"] == "what time is it")
    #expect(heard.data.contains { $0["final"] == false })
  }

  @Test func finalizeForcesTheFinalAndIsAnsweredBehindIt() throws {
    let heard = Received()
    try TestHost.run(graph(heard), seed: 5) { session, loop in
      try session.send(text("a", "turn on the light"), to: "tts")
      await loop.wait(.seconds(3))
      try session.send(DataMessage("asr_finalize", ["finalize_id": "f", "metadata": ["session_id": "1"]]), to: "stt")
      try session.send(text("b", "good morning"), to: "tts")
      await loop.wait(.seconds(3))
      try session.send(DataMessage("asr_finalize", ["finalize_id": "g"]), to: "stt")
      await loop.wait(.seconds(1))
    }
    let finals = heard.data.filter { $0["final"] == true }
    #expect(finals.map { $0["text"]?.string } == ["turn on the light", "good morning"])
    #expect(Set(finals.map { $0["id"]?.string }).count == 2)
    #expect(finals.map { $0["metadata"] } == [["session_id": "182837"], ["session_id": "182837"]])
    let ends = heard.data.enumerated().filter { $0.element.name == "asr_finalize_end" }
    #expect(ends.map { $0.element["finalize_id"]?.string } == ["f", "g"])
    #expect(ends.allSatisfy { heard.data[$0.offset - 1]["final"] == true })
    let starts = finals.compactMap { $0["start_ms"]?.int }
    #expect(starts.first ?? 0 < 400)
    #expect(starts.last ?? 0 > 1_000)
  }

  @Test func anyRateAndChannelsAreTakenAndSilenceSaysNothing() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard)) { session, loop in
      for (rate, channels) in [(48_000, 2), (8_000, 1), (44_100, 1)] {
        for frame in silence(60, rate: rate, channels: channels) { try session.send(frame, to: "stt") }
        await loop.wait(.seconds(1))
      }
      try session.send(AudioFrame("pcm_frame", sampleRate: 0, channels: -1, bytesPerSample: 9, payload: Payload([1])), to: "stt")
      try session.send(AudioFrame("pcm_frame", sampleRate: 0, channels: 1, payload: Payload([1])), to: "stt")
    }
    #expect(heard.data.isEmpty)
    #expect(record.nodes[1].errors == 1)
  }

  @Test func audioThatComesTooFastIsDroppedAndReportedOnce() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard)) { session, loop in
      let second = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 0, count: 32_000)))
      for _ in 0..<20 {
        try session.send(second, to: "stt")
        await loop.wait(.microseconds(1))
      }
      await loop.wait(.seconds(2))
    }
    #expect(record.nodes[1].errors == 1)
    #expect(record.nodes[1].lastError?.contains("faster") == true)
  }

  @Test(arguments: ["#JSGF V1.0; grammar x; public <x> = xqzzy;", "/nowhere/a.gram", "/nowhere/a.kws"])
  func aGrammarThatCannotBeUsedRefusesTheSession(grammar: String) throws {
    let record = try VirtualLoop.run { loop in
      let graph = graph(Received(), grammar: grammar)
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("'grammar'"))
  }
}
