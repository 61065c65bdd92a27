@testable import Main
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct ToolsTests {
  private func run(_ stage: Stage, seed: UInt64 = 0, registers: Bool = true) throws {
    _ = try stage.run(seed) { session, loop in
      if registers { expectOK(try await session.send(Command("go"), to: "tool")) }
      try session.send(heard("what time is it"), to: "main")
      await loop.wait(.seconds(30))
    }
  }

  private func output(_ stage: Stage) -> String? { stage.asked(1).last?.object?["output"]?.string }

  @Test(arguments: ["llmresult", "requery"], 0..<10 as Range<UInt64>) func itsAnswerGoesBackToTheModel(type: String, seed: UInt64) throws {
    var stage = Stage([[delta("Let me look."), call("clock")], words("It is noon.")])
    stage.answer = ["type": .string(type), "content": "12:00"]
    try run(stage, seed: seed)
    #expect(output(stage) == "12:00")
    #expect(stage.asked(1).map { $0.object?["role"] } == ["user", "assistant", "assistant", "tool"])
    #expect(stage.model.commands.first?["tools"]?.array?.first?.object?["name"] == "clock")
    #expect(stage.said == ["tts-request-1 Let me look.", "tts-request-1  It is noon.", "tts-request-1 |"])
    #expect(stage.finals.last == "assistant: Let me look. It is noon.")
  }

  @Test func aFailureIsAnAnswer() throws {
    let stage = Stage([[call("clock")], words("I cannot tell.")])
    try run(stage)
    #expect(output(stage)?.contains("the clock is broken") == true)
    #expect(stage.finals.last == "assistant: I cannot tell.")
  }

  @Test func aToolThatNobodyHasIsAnAnswer() throws {
    let stage = Stage([[call("clock")], words("I cannot tell.")])
    try run(stage, registers: false)
    #expect(output(stage)?.contains("there is no tool 'clock'") == true)
    #expect(stage.finals.last == "assistant: I cannot tell.")
  }

  @Test func aModelThatOnlyCallsToolsIsStopped() throws {
    var stage = Stage([Value](repeating: [call("clock")], count: 9), ["failure_message": "Sorry."])
    stage.answer = ["type": "llmresult", "content": "12:00"]
    try run(stage)
    #expect(stage.model.commands.count == Conversation.maximumRounds)
    #expect(stage.said == ["tts-request-1 Sorry.|"])
  }

  @Test func theHostCannotRegisterOne() throws {
    _ = try Stage().run { session, _ in
      let refused = try await session.send(Command("tool_register", ["tool": ["name": "x"]]), to: "main")
      #expect(!refused.isOK)
    }
  }
}
