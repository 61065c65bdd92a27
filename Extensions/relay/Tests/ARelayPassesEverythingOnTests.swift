import Relay
import TenRuntime
import TenTesting
import Testing

@Suite struct ARelayPassesEverythingOnTests {
  private func graph(_ heard: Received) -> TestGraph {
    TestGraph().node("relay", Relay.self).probe("ear", heard)
      .connect("relay", .command, "ask", "ear").connect("relay", .data, "text", "ear")
      .connect("relay", .audio, "sound", "ear").connect("relay", .video, "picture", "ear")
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func everyKindArrivesInOrder(seed: UInt64) throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard), seed: seed) { session, _ in
      try session.send(DataMessage("text", ["text": "hello"]), to: "relay")
      try session.send(AudioFrame("sound", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])), to: "relay")
      try session.send(VideoFrame("picture", width: 1, height: 1, payload: Payload([1, 2, 3, 4])), to: "relay")
      let result = try await session.send(Command("ask", ["n": 7]), to: "relay")
      #expect(result["n"] == 7)
    }
    #expect(heard.names == ["text", "sound", "picture", "ask"])
    #expect(record.audit == [])
  }

  @Test func payloadsAreNotCopied() throws {
    let heard = Received()
    let payload = Payload([UInt8](repeating: 7, count: 640))
    try TestHost.run(graph(heard)) { session, _ in
      try session.send(AudioFrame("sound", sampleRate: 16_000, channels: 1, payload: payload), to: "relay")
      await heard.wait(for: 1)
    }
    #expect(heard.audio.first?.payload.sharesStorage(with: payload) == true)
  }

  @Test func aCommandThatTheGraphConnectsToNobodyIsAnsweredSo() throws {
    try TestHost.run(graph(Received())) { session, _ in
      let result = try await session.send(Command("elsewhere"), to: "relay")
      #expect(result.status == .noRoute)
    }
  }

  @Test func theCommandChannelIsForTheRelayItself() throws {
    let heard = Received()
    try TestHost.run(graph(heard), StartRequest(values: ["channel": "room_17"])) { session, _ in
      let result = try await session.send(Command("channel"), to: "relay")
      #expect(result["channel"] == "room_17")
    }
    #expect(heard.names == [])
  }
}
