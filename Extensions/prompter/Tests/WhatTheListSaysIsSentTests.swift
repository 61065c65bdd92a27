import Prompter
import TenRuntime
import TenTesting
import Testing

@Suite struct WhatTheListSaysIsSentTests {
  @Test func dataGoesOutInOrderAndInOneTurn() throws {
    let heard = Received()
    let messages: Value = [["data": "text", "properties": ["n": 1]], ["after_ms": 500, "data": "text", "properties": ["n": 2]]]
    let graph = TestGraph().node("prompter", Prompter.self, ["messages": messages]).probe("ear", heard).connect("prompter", .data, "text", "ear")
    let record = try TestHost.run(graph) { _, loop in
      await heard.wait(for: 1)
      await loop.wait(.milliseconds(400))
      #expect(heard.data.count == 1)
      await heard.wait(for: 2)
    }
    #expect(heard.data.map { $0["n"]?.int } == [1, 2])
    #expect(heard.data.map(\.turn.number) == [1, 1])
    #expect(record.audit == [])
  }

  @Test func withoutATurnTheyBelongToNone() throws {
    let heard = Received()
    let graph = TestGraph().node("prompter", Prompter.self, ["messages": [["data": "text", "to": "ear"]], "in_turn": false]).probe("ear", heard)
    try TestHost.run(graph) { _, _ in await heard.wait(for: 1) }
    #expect(heard.data.map(\.turn.isNone) == [true])
  }

  @Test func theResultsOfACommandBecomeData() throws {
    let heard = Received()
    let messages: Value = [["cmd": "count", "properties": ["to": 2], "to": "counter", "results": "answer"], ["data": "after"]]
    let graph = TestGraph().node("prompter", Prompter.self, ["messages": messages]).node("counter", Counter.self).probe("ear", heard)
      .connect("prompter", .data, "answer", "ear").connect("prompter", .data, "after", "ear")
    try TestHost.run(graph) { _, _ in await heard.wait(for: 4) }
    #expect(heard.names == ["answer", "answer", "answer", "after"])
    #expect(heard.data.map { $0["properties"]?.object?["n"]?.int } == [1, 2, nil, nil])
    #expect(heard.data.map { $0["final"]?.bool } == [false, false, true, nil])
  }

  private static let wrong: [(Value, String)] = [
    ([["data": "a", "cmd": "b"]], "messages[0] needs either"), ([["text": "a"]], "has the key 'text'"),
    ([["data": "a", "after_ms": -1]], "'after_ms' is -1"), ([["data": 7]], "'data' is a"),
  ]

  @Test(arguments: wrong)
  func aListThatSaysSomethingElseRefusesTheSession(messages: Value, reason: String) throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("prompter", Prompter.self, ["messages": messages])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains(reason))
  }
}

private actor Counter: Extension {
  static let manifest = Manifest(name: "counter")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async -> CommandResult {
    for n in 1...(command["to"]?.int ?? 1) { await reply.partial(.ok(["n": Value(n)])) }
    return .ok()
  }
}
