import Echo
import TenRuntime
import TenTesting
import Testing

@Suite struct AnEchoAnswersTests {
  @Test func aCommandComesBackWithItsProperties() throws {
    let record = try TestHost.run(TestGraph().node("echo", Echo.self)) { session, _ in
      let result = try await session.send(Command("anything", ["n": 7, "text": "hello"]), to: "echo")
      #expect(result.isOK)
      #expect(result.properties == ["n": 7, "text": "hello"])
    }
    #expect(record.audit == [])
  }

  @Test func theCommandChannelTellsItsOwnChannel() throws {
    try TestHost.run(TestGraph().node("echo", Echo.self), StartRequest(values: ["channel": "room_17"])) { session, _ in
      let result = try await session.send(Command("channel"), to: "echo")
      #expect(result["channel"] == "room_17")
      #expect(result["node"] == "echo")
    }
  }

  @Test func dataAndFramesGoOnByTheirNames() throws {
    let heard = Received()
    let graph = TestGraph().node("echo", Echo.self).probe("ear", heard)
      .connect("echo", .data, "text", "ear").connect("echo", .audio, "sound", "ear").connect("echo", .video, "picture", "ear")
    let record = try TestHost.run(graph) { session, _ in
      try session.send(DataMessage("text", ["text": "hello"]), to: "echo")
      try session.send(AudioFrame("sound", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])), to: "echo")
      try session.send(VideoFrame("picture", width: 1, height: 1, payload: Payload([1, 2, 3, 4])), to: "echo")
      await heard.wait(for: 3)
    }
    #expect(heard.names == ["text", "sound", "picture"])
    #expect(heard.data.first?["text"] == "hello")
    #expect(heard.audio.first?.payload == Payload([1, 2]))
    #expect(record.audit == [])
  }
}
