import Guides
import TenRuntime
import TenTesting
import Testing

@Suite struct StartMessagesTests {
  private let graph = TestGraph().node("room", Room.self, ["codec": "opus"])

  @Test func aNodeGetsWhatItsManifestDeclares() throws {
    let request = StartRequest(values: ["channel": "room_17", "token": "tk-very-secret"])
    try TestHost.run(graph, request) { session, _ in
      let result = try await session.send(Command("show"), to: "room")
      #expect(result["channel"] == "room_17" && result["codec"] == "opus" && result["uid"]?.int != 0)
      #expect(result["token"] == "***")
    }
  }

  @Test func withoutARequiredValueTheSessionIsRefused() {
    #expect { try TestHost.run(graph) { _, _ in } } throws: { "\($0)".contains("channel") && "\($0)".contains("room") }
  }

  @Test func aValueThatNobodyTakesIsRefusedWithASuggestion() {
    let request = StartRequest(values: ["chanel": "room_17", "channel": "x"])
    #expect { try TestHost.run(graph, request) { _, _ in } } throws: { "\($0)".contains("did you mean 'channel'") }
  }

  @Test func anEmptyChannelIsRefusedByTheNode() {
    #expect { try TestHost.run(graph, StartRequest(values: ["channel": ""])) { _, _ in } } throws: { "\($0)".contains("start.channel is empty") }
  }
}
