@testable import Main
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct AnInterruptTests {
  private static let long: Value = [delta("One. "), ["wait_ms": 300], delta("Two. "), ["wait_ms": 300], delta("Three."), done("One. Two. Three.")]

  @Test(arguments: 0..<20 as Range<UInt64>) func anInterimCutsTheAnswerAndTheHistoryKeepsWhatWasSaid(seed: UInt64) throws {
    let stage = Stage([Self.long, words("Fine.")])
    let record = try stage.run(seed) { session, loop in
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(400))
      for text in ["s", "st", "stop", "stop it"] { try session.send(heard(text, final: false), to: "main") }
      try session.send(heard("stop it"), to: "main")
      await loop.wait(.seconds(2))
    }
    #expect(stage.said == ["tts-request-1 One.", "tts-request-1  Two.", "tts-request-2 Fine.", "tts-request-2 |"])
    #expect(stage.voice.data.filter { $0.name == "tts_flush" }.count == 1)
    #expect(stage.transport.commands.map(\.name) == ["flush"])
    #expect(stage.model.commands.filter { $0.name == "abort" }.map { $0["request_id"] } == ["llm-request-1-1"])
    #expect(
      stage.asked(1) == [
        ["role": "user", "content": "count"], ["role": "assistant", "content": .string("One. Two." + Conversation.interruptedMark)],
        ["role": "user", "content": "stop it"],
      ])
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func theFlushStandsBeforeTheNextTurnsText(seed: UInt64) throws {
    let stage = Stage([Self.long, words("Fine.")])
    _ = try stage.run(seed) { session, loop in
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(100))
      try session.send(heard("stop"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.voice.names == ["tts_text_input", "tts_flush", "tts_text_input", "tts_text_input"])
  }

  @Test func theStartOfSpeechInterruptsAndIsAnswered() throws {
    let stage = Stage([Self.long])
    _ = try stage.run { session, loop in
      let idle = try await session.send(Command("flush"), to: "main")
      #expect(idle.isOK)
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(100))
      let result = try await session.send(Command("flush"), to: "main")
      #expect(result.isOK)
      await loop.wait(.seconds(2))
    }
    #expect(stage.said == ["tts-request-1 One."])
    #expect(stage.transport.commands.count == 1)
  }

  @Test func aGreetingThatIsCutAndTheNextTurnHaveRequestsOfTheirOwn() throws {
    let stage = Stage([words("Yes.")], ["greeting": "Welcome."])
    _ = try stage.run { session, loop in
      _ = try await session.send(Command("on_user_joined", ["remote_user_id": "17"]), to: "main")
      try session.send(heard("hi there"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.said == ["tts-request-1 Welcome.|", "tts-request-2 Yes.", "tts-request-2 |"])
  }

  @Test func withoutTransportAndAvatarNothingIsSentToThem() throws {
    var stage = Stage([Self.long])
    stage.hasTransport = false
    let set = stage
    let record = try set.run { session, loop in
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(100))
      _ = try await session.send(Command("flush"), to: "main")
    }
    #expect(record.nodes.allSatisfy { $0.errors == 0 })
    #expect(record.audit == [])
  }

  @Test func aNeighbourThatNeverAnswersDelaysNothing() throws {
    var stage = Stage([Self.long, words("Fine.")])
    stage.isTransportStuck = true
    let set = stage
    _ = try set.run { session, loop in
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(100))
      try session.send(heard("stop"), to: "main")
      await loop.wait(.milliseconds(1))
      #expect(set.said.last == "tts-request-2 |")
    }
  }

  @Test func anInterruptOfTheHostEndsTheTurnQuietly() throws {
    let stage = Stage([Self.long, words("Fine.")])
    _ = try stage.run { session, loop in
      try session.send(heard("count"), to: "main")
      await loop.wait(.milliseconds(100))
      await session.interrupt()
      await loop.wait(.seconds(2))
    }
    #expect(stage.said == ["tts-request-1 One."])
    #expect(stage.finals == ["user: count"])
  }
}
