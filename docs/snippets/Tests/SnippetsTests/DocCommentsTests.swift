import Guides
import Porting
import TenChannel
import TenNet
import TenRuntime
import TenConformance
import TenTesting
import Testing

/// What the documentation of TenTesting's types shows.
@Suite struct DocCommentsTests {
  @Test func aPuppet() throws {
    // snippet
    let llm = Puppet()
      .on("chat_completion") { command, reply in
        await reply.partial(.ok(["delta": "Hel"]))
        return .ok(["delta": "lo."])
      }
      .neverAnswering("abort")
    try ExtensionHarness(Front.self).puppet("llm", llm).run { trial in
      try await trial.send(DataMessage("asr_result", ["text": "hi", "final": true]))
      try await trial.fish(.data("tts_text_input", ["text_input_end": true]))
    }
    // end
  }

  @Test func aGraphAndAProbe() throws {
    typealias Source = Leader
    typealias Sink = Voice
    // snippet
    let graph = TestGraph()
      .node("a", Source.self).node("b", Sink.self)
      .connect("a", .data, "text", "b")
    // end
    #expect(graph.compiled.connections.count == 1)
    typealias Echo = Transcripts
    try probe(Echo.self)
  }

  private func probe<Echo: Extension>(_: Echo.Type) throws {
    // snippet
    let heard = Received()
    let graph = TestGraph().node("echo", Echo.self).probe("ear", heard).connect("echo", .data, "text", "ear")
    // end
    try TestHost.run(graph) { _, _ in }
    #expect(heard.all.isEmpty)
  }

  @Test func aModelThatStreams() throws {
    // snippet
    let vendor = StreamingLLM(
      .init(text: { "text: \($0)\n" }, call: { id, name, arguments in "tool: \(id) \(name) \(arguments)\n" }, end: "end\n"))
    // end
    #expect(vendor.network.requests.isEmpty)
  }

  @Test func expectations() throws {
    try ExtensionHarness(Asker.self).run { trial in
      try await trial.send(Command("go"))
      // snippet
      try await trial.expect(.data("tts_audio_end", ["request_id": "a"]))
      try await trial.expect(.command("chat").to("llm").where { $0["text"]?.string?.isEmpty == false })
      // end
    }
  }

  private actor Asker: Extension {
    static let manifest = Manifest(name: "asker")
    nonisolated let context: ExtensionContext

    init(_ context: ExtensionContext) { self.context = context }

    func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
      try await context.send(DataMessage("tts_audio_end", ["request_id": "a", "reason": 1]))
      return try await context.send(Command("chat", ["text": "hi"]), to: "llm")
    }
  }

  /// Needs a recording of one's own.
  private func aRecording<Stt: Extension>(_: Stt.Type) throws {
    // snippet
    let call = try RecordedMessages(file: "Tests/Fixtures/call.jsonl").from("agora_rtc")
    try ExtensionHarness(Stt.self).run { trial in
      try await trial.replay(call, pace: .recorded)
      try await trial.fish(.data("asr_result", ["text": "hello"]))
    }
    // end
  }

  @Test func aNetworkAndChannels() throws {
    try VirtualLoop.run { loop in
      // snippet
      let network = PuppetNetwork { request in .text(200, "{}") }
      network.attach(to: loop)
      // end
      // snippet
      let hub = ChannelHub()
      hub.attach(to: loop)
      let user = try await hub.enter("room", .rtc(17))
      // end
      #expect(network.requests.isEmpty)
      #expect(hub.published.isEmpty && user.messages.isEmpty)
    }
  }
}
