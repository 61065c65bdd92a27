@testable import LlmScript
import TenCore
import TenRuntime
import TenTesting
import Testing

/// Passes commands on to the model, and keeps their partial results.
actor Asker: Extension {
  static let manifest = Manifest(name: "asker")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) throws { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard command.name == "chat_completion" else { return try await context.send(command, to: "llm") }
    var last = CommandResult.error("no result")
    for await result in try await context.stream(command, to: "llm") {
      if result.isFinal { last = result } else { try await context.send(DataMessage("partial", result.properties)) }
    }
    return last
  }
}

@Suite struct AScriptAnswersTests {
  static let dialogue: Value = [
    "replies": [
      ["match": "Weather", "text": "It is sunny today.", "delay_ms": 500],
      ["match": "time", "tool": ["name": "clock", "arguments": ["zone": "UTC"]], "text": "It is {result}."],
    ],
    "default": "You said: {text}",
  ]

  private func run(
    seed: UInt64 = 0, _ body: @escaping @Sendable (Session, VirtualLoop) async throws -> Void
  ) throws -> (EndRecord, [DataMessage]) {
    let heard = Received()
    let graph = TestGraph().node("llm", LlmScript.self, ["dialogue": Self.dialogue]).node("asker", Asker.self).probe("ear", heard)
      .connect("asker", .data, "partial", "ear")
    let record = try TestHost.run(graph, seed: seed, body)
    return (record, heard.data)
  }

  private func ask(_ id: String, _ messages: [Value]) -> Command {
    Command("chat_completion", ["request_id": .string(id), "messages": .array(messages)])
  }
  private func user(_ text: String) -> Value { ["role": "user", "content": .string(text)] }

  @Test(arguments: 0..<10 as Range<UInt64>) func inWordsAndThenWhole(seed: UInt64) throws {
    let question = ask("a", [user("time"), user("the WEATHER please")])
    let (record, partials) = try run(seed: seed) { session, _ in
      expectOK(try await session.send(question, to: "asker"))
    }
    #expect(partials.map { $0["delta"]?.string ?? "" } == ["It", " is", " sunny", " today.", ""])
    #expect(partials.map { $0["content"] }.last == "It is sunny today.")
    #expect(partials.last?["type"] == "message_content_done")
    #expect(record.audit == [])
  }

  @Test func whatIsNotInTheScriptGetsTheDefaultWithTheUsersWords() throws {
    let question = ask("a", [user("a {result} of {text}")])
    let (_, partials) = try run { session, _ in _ = try await session.send(question, to: "asker") }
    #expect(partials.last?["content"] == "You said: a {result} of {text}")
  }

  @Test func aToolIsCalledAndItsAnswerSaid() throws {
    let first = ask("a", [user("what time is it")])
    let second = ask("b", [user("what time is it"), ["type": "function_call_output", "call_id": "x", "output": "noon", "role": "tool"]])
    let (_, partials) = try run { session, _ in
      _ = try await session.send(first, to: "asker")
      _ = try await session.send(second, to: "asker")
    }
    #expect(partials.first?["type"] == "tool_call_content")
    #expect(partials.first?["name"] == "clock")
    #expect(partials.first?["arguments"] == ["zone": "UTC"])
    #expect(partials.last?["content"] == "It is noon.")
  }

  @Test(arguments: [("abort", "a"), ("abort", ""), ("flush", "")], 0..<5 as Range<UInt64>)
  func anAbortEndsItSoonAndOK(how: (String, String), seed: UInt64) throws {
    let question = ask("a", [user("weather")])
    let command = Command(try MessageName(how.0), ["request_id": .string(how.1)])
    let (record, partials) = try run(seed: seed) { session, loop in
      async let answer = session.send(question, to: "asker")
      await loop.wait(.milliseconds(100))
      expectOK(try await session.send(command, to: "llm"))
      expectOK(try await answer)
    }
    #expect(partials.isEmpty)
    #expect(record.milliseconds < 400)
  }

  @Test func anAbortOfAnotherRequestChangesNothing() throws {
    let question = ask("a", [user("weather")])
    let (_, partials) = try run { session, loop in
      async let answer = session.send(question, to: "asker")
      await loop.wait(.milliseconds(100))
      _ = try await session.send(Command("abort", ["request_id": "b"]), to: "llm")
      _ = try await answer
    }
    #expect(partials.count == 5)
  }

  @Test func aSecondRequestOfTheSameIdIsRefusedAndItMayComeAgainLater() throws {
    let question = ask("a", [user("weather")])
    _ = try run { session, loop in
      async let first = session.send(question, to: "asker")
      await loop.wait(.milliseconds(100))
      let second = try await session.send(question, to: "llm")
      #expect(second["error"] == "request_id_already_running")
      expectOK(try await first)
      expectOK(try await session.send(question, to: "asker"))
    }
  }

  @Test func aRequestThatIsLetGoEnds() throws {
    let question = ask("a", [user("weather")])
    let (record, _) = try run { session, loop in
      async let answer = session.send(question, to: "asker")
      await loop.wait(.milliseconds(100))
      await session.interrupt()
      _ = try await answer
      expectOK(try await session.send(question, to: "llm"))
    }
    #expect(record.audit == [])
  }

  @Test(
    arguments: [
      ["replies": 7], ["replies": [["text": "x"]]], ["replies": [["match": "a", "delay_ms": -1]]], ["replies": [["match": "a", "tool": [:]]]],
      ["default": 7],
    ] as [Value])
  func aDialogueThatCannotBeReadRefusesTheSession(dialogue: Value) throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("llm", LlmScript.self, ["dialogue": dialogue])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("dialogue"))
  }

  @Test func aFileThatIsNotThereRefusesTheSession() throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("llm", LlmScript.self, ["path": "/no/such/dialogue.json"])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.detail.contains("/no/such/dialogue.json"))
  }
}

func expectOK(_ result: CommandResult) { #expect(result.isOK) }
