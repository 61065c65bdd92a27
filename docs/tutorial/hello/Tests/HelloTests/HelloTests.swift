import Hello
import TenRuntime
import TenTesting
import Testing

@Suite struct HelloTests {
  private let node = ExtensionHarness(Hello.self, ["greeting": "Hi"]).start(["channel": "room_17"])

  @Test func everybodyIsGreetedAtTheStart() throws {
    try node.run { trial in
      let greeting = try await trial.expect(.data("greeting"))
      #expect(greeting["text"] == "Hi, everybody in room_17!")
    }
  }

  @Test func theCommandGreetAnswersWithTheText() throws {
    try node.run { trial in
      let result = try await trial.send(Command("greet", ["name": "Ada"]))
      #expect(result["text"] == "Hi, Ada in room_17!")
    }
  }

  @Test func itRemembersWhomItHasGreeted() throws {
    try node.run { trial in
      _ = try await trial.send(Command("greet", ["name": "Ada"]))
      let result = try await trial.send(Command("greeted"))
      #expect(result["names"] == ["everybody", "Ada"])
    }
  }

  @Test func withoutAChannelTheSessionIsRefused() throws {
    #expect(throws: TrialFailure.self) { try ExtensionHarness(Hello.self).run { _ in } }
  }
}
