import Porting
import TenRuntime
import TenTesting
import Testing

@Suite struct PortingTests {
  /// A model that says two words, the second after a second.
  private actor Model: Extension {
    static let manifest = Manifest(name: "model")
    nonisolated let context: ExtensionContext

    init(_ context: ExtensionContext) { self.context = context }

    func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
      await reply.partial(.ok(["delta": "Good "]))
      try await context.clock.sleep(for: .seconds(1))
      await reply.partial(.ok(["delta": "day."]))
      return .ok()
    }
  }

  private func graph(_ heard: Received) -> TestGraph {
    TestGraph().node("main", Front.self, ["greeting": "Hello!"]) { $0.peers = ["llm": 1, "tts": 2] }.node("llm", Model.self).probe("tts", heard)
  }

  private func said(_ text: String, final: Bool) -> DataMessage { DataMessage("asr_result", ["text": .string(text), "final": .bool(final)]) }

  @Test func theFirstUserIsGreetedAndAnswered() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard)) { session, loop in
      #expect(try await session.send(Command("on_user_joined"), to: "main").isOK)
      #expect(try await session.send(Command("on_user_joined"), to: "main").isOK)
      try session.send(said("how are", final: false), to: "main")
      try session.send(said("how are you", final: true), to: "main")
      await loop.wait(.seconds(3))
    }
    #expect(heard.data.map { $0["text"]?.string } == ["Hello!", "Good ", "day.", ""])
    #expect(heard.data.map { $0["text_input_end"]?.bool } == [true, false, false, true])
    #expect(heard.data.map(\.turn.number) == [1, 2, 2, 2])
    #expect(record.nodes.compactMap(\.lastError) == [])
    #expect(record.audit.isEmpty)
  }

  @Test func anInterruptedAnswerIsNotSpokenOn() throws {
    let heard = Received()
    try TestHost.run(graph(heard)) { session, loop in
      try session.send(said("one", final: true), to: "main")
      await loop.wait(.milliseconds(500))
      #expect(try await session.send(Command("flush"), to: "main").isOK)
      await loop.wait(.seconds(3))
    }
    #expect(heard.data.map { $0["text"]?.string } == ["Good "])
  }

  @Test func whatTheTableShowsIsWellFormed() {
    #expect(Front.manifest.problems.isEmpty, "\(Diagnostics(Front.manifest.problems))")
    #expect(Hello.defaults["greeting"] == "Hello")
  }
}
