import Guides
import TenRuntime
import TenTesting
import Testing

@Suite struct MessagesTests {
  @Test func aCommandGetsPartialResultsAndOneFinalOne() throws {
    let graph = TestGraph().node("traveller", Traveller.self).node("weather", Weather.self)
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("go"), to: "traveller")
      #expect(result["asked"]?.int == 2 && result["days"] == ["Monday", "Tuesday"])
    }
    #expect(record.audit.isEmpty)
    let text = try #require(record.connections.first { $0.name == "text" })
    #expect(text.counters[.noRoute] == 1)
  }

  @Test func dataIsReadAndWrittenAsASwiftType() throws {
    let heard = Received()
    let graph = TestGraph().node("transcripts", Transcripts.self).probe("ear", heard).connect("transcripts", .data, "line", "ear")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("asr", ["text": "hel", "final": false]), to: "transcripts")
      try session.send(DataMessage("asr", ["text": "hello", "final": true]), to: "transcripts")
      try session.send(DataMessage("asr", ["text": "no final"]), to: "transcripts")
      await loop.wait(.milliseconds(1))
    }
    #expect(heard.data.map { $0["text"] } == ["hello"])
    #expect(record.nodes.first?.errors == 1)
  }

  @Test(arguments: [true, false]) func aProducerThatWaitsForRoomLosesNothing(_ waits: Bool) throws {
    let heard = Received()
    let graph = TestGraph().node("player", Player.self).node("slow", SlowEar.self).probe("ear", heard)
      .connect("player", .audio, "pcm_frame", "slow").connect("slow", .data, "heard", "ear")
    let record = try TestHost.run(graph) { session, loop in
      _ = try await session.send(Command("play", ["blocks": 200, "waits": .bool(waits)]), to: "player")
      await loop.wait(.seconds(250))
    }
    let frames = try #require(record.connections.first { $0.name == "pcm_frame" }).counters
    #expect(frames.sent == 200 && frames.delivered == heard.data.count)
    #expect(waits ? frames.delivered == 200 : frames.delivered + frames[.full] == 200 && frames[.full] > 90)
  }

  @Test func aGatePassesOnWhatItDoesNotAnswer() throws {
    let heard = Received()
    let graph = TestGraph().node("gate", Gate.self).probe("ear", heard)
      .connect("gate", .audio, "pcm_frame", "ear").connect("gate", .command, "name", "ear")
    try TestHost.run(graph) { session, loop in
      let frame = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([1, 2]))
      try session.send(frame, to: "gate")
      #expect(try await session.send(Command("name", ["of": "ear"]), to: "gate")["of"] == "ear")
      #expect(try await session.send(Command("close"), to: "gate").isOK)
      try session.send(frame, to: "gate")
      await loop.wait(.milliseconds(1))
    }
    #expect(heard.audio.count == 1)
  }

  @Test func tasksAndBlockingCallsEndWithTheNode() throws {
    let record = try TestHost.run(TestGraph().node("worker", Worker.self)) { session, loop in
      await loop.wait(.milliseconds(3_500))
      let result = try await session.send(Command("sum"), to: "worker")
      #expect(result["sum"] == 500_500 && result["beats"] == 3)
    }
    #expect(record.audit.isEmpty)
  }
}
