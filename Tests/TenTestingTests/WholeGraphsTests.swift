import Echo
import Relay
import TenRuntime
import TenTesting
import Testing

@Suite struct WholeGraphsTests {
  private static let text = """
    {
      "nodes": [
        {"type": "extension", "name": "first", "addon": "relay"},
        {"type": "extension", "name": "second", "addon": "echo"},
        {"type": "extension", "name": "ear", "addon": "relay"}
      ],
      "connections": [
        {"extension": "first", "data": [{"name": "text", "dest": [{"extension": "second"}]}], "cmd": [{"name": "ask", "dest": [{"extension": "ear"}]}]},
        {"extension": "second", "data": [{"name": "text", "dest": [{"extension": "ear"}]}]}
      ]
    }
    """

  @Test func aGraphIsCompiledFromItsText() throws {
    let harness = try ExtensionHarness(graph: Self.text, extensions: [Relay.self, Echo.self])
      .puppet("ear", Puppet().on("ask") { _, _ in .ok(["a": 1]) }).tap("first", .data, "text")
    try harness.run(seeds: 0..<50) { trial in
      try await trial.send(DataMessage("text", ["n": 1]), to: "first")
      try await trial.probe("ear").expect(.data("text", ["n": 1]))
      try await trial.expect(.data("text"))
      let answer = try await trial.send(Command("ask"), to: "first")
      #expect(answer["a"] == 1)
    }
  }

  @Test func aWrongGraphSaysWhere() throws {
    let error = #expect(throws: Diagnostics.self) {
      try ExtensionHarness(graph: #"{"nodes": [{"type": "extension", "name": "a", "addon": "relais"}]}"#, extensions: [Relay.self])
    }
    #expect("\(try #require(error))".contains("did you mean 'relay'?"))
  }

  @Test func probesOfATestGraphAreEmptyInEachRun() throws {
    let heard = Received()
    let graph = TestGraph().node("echo", Echo.self).probe("ear", heard).probe("other").connect("echo", .data, "text", "ear", "other")
    try ExtensionHarness(graph).run(seeds: 0..<20) { trial in
      try await trial.send(DataMessage("text"), to: "echo")
      try await trial.probe("ear").expect(.data("text"))
      try await trial.probe("other").expect(.data("text"))
      #expect(heard.names == ["text"])
    }
  }

  @Test func aPuppetIsANodeOfATestGraph() throws {
    let graph = TestGraph().node("relay", Relay.self).puppet("oracle", Puppet().answering("ask", .ok(["a": 1]))).connect(
      "relay", .command, "ask", "oracle")
    try ExtensionHarness(graph).run { trial in
      let answer = try await trial.send(Command("ask"), to: "relay")
      #expect(answer["a"] == 1)
      try await trial.probe("oracle").expect(.command("ask"))
    }
  }

  @Test func failuresNameTheProbe() throws {
    let graph = TestGraph().node("echo", Echo.self).probe("ear").connect("echo", .data, "text", "ear")
    let harness = ExtensionHarness(graph)
    let failure = try failure { try harness.run { trial in try await trial.probe("ear").expect(.data("text"), within: .seconds(1)) } }
    #expect(failure.summary == "at 'ear': expected data 'text' within 1 s; nothing came")
    let unnamed = try failure2 { try harness.run { trial in try await trial.send(DataMessage("text")) } }
    #expect(unnamed.summary == "sending in a whole graph needs a destination: trial.send(…, to: \"node\")")
    let unknown = try failure2 { try harness.puppet("nose", Puppet()).run { _ in } }
    #expect(unknown.summary.contains("the puppet 'nose' stands for no node: the graph has 'echo', 'ear'"))
    let tap = try failure2 { try harness.tap("nose", .data, "text").run { _ in } }
    #expect(tap.summary.contains("the tap of 'nose' has no node to listen to"))
  }

  private func failure2(_ body: () throws -> some Any) throws -> TrialFailure { try TenTestingTests.failure(body) }
}
