import Chaos
import TenRuntime
import TenTesting
import Testing

@Suite struct AFloodIsCountedTests {
  @Test(arguments: ["cmd", "data", "audio_frame", "video_frame"], 0..<5 as Range<UInt64>)
  func everyMessageIsDeliveredRejectedOrDropped(kind: String, seed: UInt64) throws {
    let heard = Received()
    let messageKind = try #require(MessageKind(key: kind))
    let graph = TestGraph().node("chaos", Chaos.self).probe("ear", heard).connect("chaos", messageKind, "flood", "ear")
    let record = try TestHost.run(graph, seed: seed) { session, _ in
      let result = try await session.send(Command("flood", ["count": 5_000, "kind": .string(kind)]), to: "chaos")
      let sum = ["accepted", "rejected", "dropped"].reduce(0) { $0 + (result[$1]?.int ?? -1) }
      #expect(sum == 5_000)
    }
    let flood = try #require(record.connections.first { $0.name == "flood" })
    #expect(flood.counters.sent == 5_000)
    #expect(record.audit == [])
  }

  @Test func aFloodToNobodyIsDropped() throws {
    let record = try TestHost.run(TestGraph().node("chaos", Chaos.self)) { session, _ in
      let result = try await session.send(Command("flood", ["count": 100]), to: "chaos")
      #expect(result["dropped"] == 100)
    }
    #expect(record.audit == [])
  }
}
