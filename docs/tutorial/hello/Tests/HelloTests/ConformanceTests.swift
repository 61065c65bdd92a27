import Hello
import TenConformance
import TenTesting
import Testing

@Test func itDoesWhatEveryNodeMustDo() throws {
  try ExtensionConformance(Hello.self, .node).start(["channel": "room_17"]).run()
}
