import Hello
import TenRuntime
import TenTesting
import Testing

@Suite struct HelloGreetsTests {
  private let inRoom17 = StartRequest(values: ["channel": "room_17"])

  @Test func everybodyIsGreetedAtTheStart() throws {
    let heard = Received()
    let graph = TestGraph().node("hello", Hello.self, ["greeting": "Hi"]).probe("ear", heard).connect("hello", .data, "greeting", "ear")
    let record = try TestHost.run(graph, inRoom17) { _, _ in await heard.wait(for: 1) }
    #expect(heard.data.first?["text"] == "Hi, everybody in room_17!")
    #expect(record.audit == [])
  }

  @Test func theCommandGreetAnswersWithTheText() throws {
    let graph = TestGraph().node("hello", Hello.self, ["greeting": "Hi"])
    try TestHost.run(graph, inRoom17) { session, _ in
      let result = try await session.send(Command("greet", ["name": "Ada"]), to: "hello")
      #expect(result["text"] == "Hi, Ada in room_17!")
    }
  }

  @Test func withoutAChannelTheSessionIsRefused() throws {
    #expect(throws: Diagnostics.self) { try TestHost.run(TestGraph().node("hello", Hello.self)) { _, _ in } }
  }
}
