import StreamidAdapter
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct EachFrameNamesItsSpeakerTests {
  private func graph(_ heard: Received) -> TestGraph {
    TestGraph().node("adapter", StreamidAdapter.self).probe("stt", heard)
      .connect("adapter", .audio, "pcm_frame", "stt").connect("adapter", .data, "text", "stt").connect("adapter", .command, "ask", "stt")
      .connect("adapter", .video, "picture", "stt")
  }

  private func frame(_ properties: Properties) -> AudioFrame {
    var frame = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 7, count: 640)))
    frame.timestamp = 40
    frame.properties = properties
    return frame
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func theStreamIDBecomesTheSessionID(seed: UInt64) throws {
    let heard = Received()
    let sent = frame(["stream_id": 4_294_967_295, "channel": "room"])
    try TestHost.run(graph(heard), seed: seed) { session, _ in
      try session.send(sent, to: "adapter")
      await heard.wait(for: 1)
    }
    let got = try #require(heard.audio.first)
    #expect(got["metadata"] == ["session_id": "4294967295"])
    #expect(got["stream_id"] == 4_294_967_295)
    #expect(got["channel"] == "room")
    #expect(got.timestamp == 40)
    #expect(got.payload.sharesStorage(with: sent.payload))
  }

  @Test func otherMetadataStays() throws {
    let heard = Received()
    let sent = frame(["stream_id": 5, "metadata": ["language": "nb"]])
    try TestHost.run(graph(heard)) { session, _ in
      try session.send(sent, to: "adapter")
      await heard.wait(for: 1)
    }
    #expect(heard.audio.first?["metadata"] == ["language": "nb", "session_id": "5"])
  }

  @Test(arguments: [Properties(), ["stream_id": "seventeen"], ["stream_id": nil]]) func aFrameWithoutASpeakerPassesUnchanged(properties: Properties)
    throws
  {
    let heard = Received()
    let sent = frame(properties)
    try TestHost.run(graph(heard)) { session, _ in
      try session.send(sent, to: "adapter")
      await heard.wait(for: 1)
    }
    #expect(heard.audio.first?.properties == properties)
  }

  @Test func everythingElsePassesToo() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard)) { session, _ in
      try session.send(DataMessage("text", ["stream_id": 3]), to: "adapter")
      try session.send(VideoFrame("picture", width: 1, height: 1, payload: Payload([1, 2, 3, 4])), to: "adapter")
      let answer = try await session.send(Command("ask", ["a": 1]), to: "adapter")
      #expect(answer["a"] == 1)
      await heard.wait(for: 3)
    }
    #expect(heard.data.first?.properties == ["stream_id": 3])
    #expect(heard.video.count == 1)
    #expect(record.audit == [])
  }
}
