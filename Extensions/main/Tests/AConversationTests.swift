@testable import Main
import TenCore
import TenGraph
import TenRuntime
import TenTesting
import Testing

@Suite struct AConversationTests {
  @Test(arguments: 0..<20 as Range<UInt64>) func aQuestionIsAnsweredInSentencesAndEndsOnce(seed: UInt64) throws {
    let stage = Stage([[delta("Hello, "), delta("it is 3."), delta("5 degrees. B"), delta("ye"), done("Hello, it is 3.5 degrees. Bye")]])
    let record = try stage.run(seed) { session, loop in
      try session.send(heard("how are you"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.said == ["tts-request-1 Hello,", "tts-request-1  it is 3.5 degrees.", "tts-request-1  Bye", "tts-request-1 |"])
    #expect(stage.finals == ["user: how are you", "assistant: Hello, it is 3.5 degrees. Bye"])
    #expect(stage.shown.data.map { $0["stream_id"] }.first == 17)
    #expect(stage.shown.data.map { $0["stream_id"] }.last == 7)
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func theSameSentenceTwiceIsSaidTwiceAndTheRequestEnds(seed: UInt64) throws {
    let stage = Stage([words("No. No."), words("No. No.")])
    _ = try stage.run(seed) { session, loop in
      for _ in 0..<2 {
        try session.send(heard("really"), to: "main")
        await loop.wait(.milliseconds(500))
      }
    }
    #expect(
      stage.said == ["tts-request-1 No.", "tts-request-1  No.", "tts-request-1 |", "tts-request-2 No.", "tts-request-2  No.", "tts-request-2 |"])
  }

  @Test(arguments: ["not a number", 5, "", .null, "-3", "99999999999999999999"] as [Value]) func anySessionIdIsFine(id: Value) throws {
    let stage = Stage([words("Yes.")])
    let record = try stage.run { session, loop in
      try session.send(heard("hello", session: id), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.finals == ["user: hello", "assistant: Yes."])
    #expect(stage.shown.data.first?["stream_id"] == (id == 5 ? 5 : 0))
    #expect(record.reason.code == .stopped)
  }

  @Test(
    arguments: [[["fail": "overloaded"]], [], [delta("  ")], [delta("I think "), ["fail": "broken"]], [["wait_ms": 100_000]]] as [Value],
    0..<5 as Range<UInt64>)
  func withoutAnAnswerTheUserHearsSo(script: Value, seed: UInt64) throws {
    let stage = Stage([script], ["failure_message": "Sorry."])
    _ = try stage.run(seed) { session, loop in
      try session.send(heard("hello"), to: "main")
      await loop.wait(.seconds(40))
    }
    #expect(stage.said.count { $0.hasSuffix("|") } == 1)
    #expect(stage.said.last?.hasSuffix("Sorry.|") == true)
    #expect(stage.finals.last?.hasSuffix("Sorry.") == true)
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func anEndOfTheSessionInMidAnswerIsNoFailureOfTheModel(seed: UInt64) throws {
    let stage = Stage([[delta("Well"), ["wait_ms": 5_000], done("Well.")]])
    let record = try stage.run(seed) { session, loop in
      try session.send(heard("hello"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(record.nodes.filter { $0.errors > 0 }.map { "\($0.name): \($0.lastError ?? "")" } == [])
  }

  @Test func anErrorBehindACompleteAnswerIsNotSpoken() throws {
    let stage = Stage([[delta("Yes."), done("Yes."), ["fail": "late"]]])
    _ = try stage.run { session, loop in
      try session.send(heard("hello"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.said == ["tts-request-1 Yes.", "tts-request-1 |"])
  }

  @Test func emptyWordsAreIgnoredAndTheAgentDoesNotAnswerItself() throws {
    let stage = Stage([words("Yes.")])
    _ = try stage.run { session, loop in
      try session.send(heard("  "), to: "main")
      for (publisher, text) in [("7", "me"), ("12345", "my face"), ("user", "you")] {
        let message = JSON.text(of: ["data_type": "input_text", "text": .string(text)])
        try session.send(DataMessage("rtm_message_event", ["message": .string(message), "publisher": .string(publisher)]), to: "main")
      }
      for junk in ["", "{", "[]", "{\"data_type\":\"input_text\",\"text\":7}"] {
        try session.send(DataMessage("rtm_message_event", ["message": .string(junk), "publisher": "user"]), to: "main")
      }
      await loop.wait(.seconds(1))
    }
    #expect(stage.finals == ["user: you", "assistant: Yes."])
  }

  @Test func theGreetingIsForHumansAndForEachOnce() throws {
    let stage = Stage([], ["greeting": "Welcome."])
    _ = try stage.run { session, loop in
      for (name, id) in [("joined", "7"), ("joined", "12345"), ("joined", "17"), ("joined", "18"), ("left", "17"), ("left", "18"), ("joined", "17")] {
        _ = try await session.send(Command(try MessageName("on_user_" + name), ["remote_user_id": .string(id)]), to: "main")
        await loop.wait(.milliseconds(100))
      }
    }
    #expect(stage.said == ["tts-request-1 Welcome.|"])
    #expect(stage.finals == ["assistant: Welcome."])
  }

  @Test func injectedTextIsAnsweredWhenItsSegmentEnds() throws {
    let stage = Stage([words("Take a rest.")])
    _ = try stage.run { session, loop in
      try session.send(DataMessage("text_data", ["text": "the user", "end_of_segment": false]), to: "main")
      try session.send(DataMessage("text_data", ["text": "", "end_of_segment": true]), to: "main")
      try session.send(DataMessage("text_data", ["text": "the user is tired", "role": "system", "end_of_segment": true]), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.asked(0) == [["role": "system", "content": "the user is tired"]])
    #expect(stage.finals == ["assistant: Take a rest."])
  }

  @Test func reasoningIsShownRawAndNotSpoken() throws {
    let stage = Stage([[["type": "message_reasoning_delta", "content": "hm"], delta("Yes.")]])
    _ = try stage.run { session, loop in
      try session.send(heard("hello"), to: "main")
      await loop.wait(.seconds(1))
    }
    #expect(stage.said == ["tts-request-1 Yes.", "tts-request-1 |"])
    #expect(stage.shown.data.first { $0["data_type"] == "raw" }?["text"] == "{\"type\":\"reasoning\",\"data\":{\"text\":\"hm\"}}")
  }
}
