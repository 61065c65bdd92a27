import Guides
import TenRuntime
import TenTesting
import Testing

@Suite struct InterruptsTests {
  @Test func aSentenceOfTheUserEndsTheAnswerBefore() throws {
    let heard = Received()
    let graph = TestGraph().node("leader", Leader.self).probe("ear", heard).connect("leader", .data, "word", "ear")
    try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("asr_result", ["text": "one"]), to: "leader")
      await loop.wait(.milliseconds(1_500))
      try session.send(DataMessage("asr_result", ["text": "two"]), to: "leader")
      await loop.wait(.seconds(10))
    }
    #expect(heard.data.map { $0["text"] } == ["You", "said", "You", "said", "two"])
    #expect(heard.data.map(\.turn.number) == [1, 1, 2, 2, 2])
  }

  @Test func withinGivesWhatIsSentATurn() throws {
    let heard = Received()
    let graph = TestGraph().node("leader", Leader.self).probe("ear", heard).connect("leader", .data, "word", "ear")
    try TestHost.run(graph) { session, _ in _ = try await session.send(Command("hello"), to: "leader") }
    #expect(heard.data.map(\.turn.number) == [1])
  }

  @Test func aVoiceIsSilentAfterAnInterrupt() throws {
    let heard = Received()
    let graph = TestGraph().node("leader", Leader.self).node("voice", Voice.self).probe("ear", heard)
      .connect("leader", .data, "word", "voice").connect("voice", .audio, "pcm_frame", "ear")
    try TestHost.run(graph) { session, loop in
      _ = try await session.send(Command("hello"), to: "leader")
      var text = DataMessage("tts_text_input", ["request_id": "r1"])
      text.turn = Turn(number: 1)
      try session.send(text, to: "voice")
      #expect(try await session.send(Command("speak", ["request_id": "r1"]), to: "voice")["open"] == 1)
      await session.interrupt()
      #expect(try await session.send(Command("speak", ["request_id": "r1"]), to: "voice")["open"] == 0)
      await loop.wait(.milliseconds(1))
    }
    #expect(heard.audio.map(\.turn.number) == [1])
  }
}
