import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct SpeechIsPublishedInRealTimeTests {
  private struct Heard: Sendable {
    let at: UInt64
    let audio: ChannelAudio
  }

  private final class Ear: Sendable {
    private let log = Locked<[Heard]>([])

    var all: [Heard] { log.withLock { $0 } }
    func add(_ heard: Heard) { log.withLock { $0.append(heard) } }
  }

  private func listen(_ call: Call) async throws -> Ear {
    let ear = Ear()
    let loop = call.loop
    _ = try await call.hub.join(JoinRequest(channel: "room", participant: .rtc(17))) { event in
      if case .audio(_, let audio) = event { ear.add(Heard(at: loop.now, audio: audio)) }
    }
    return ear
  }

  @Test(arguments: [10, 20, 37, 250, 1_000], [16_000, 22_050, 24_000, 48_000]) func aPieceIsHeardWhenTheOneBeforeItIsOver(frame: Int, rate: Int)
    throws
  {
    try Call.run(Call.graph(Received())) { call in
      let heard = try await listen(call)
      try await call.speak(milliseconds: 3_000, frame: frame, rate: rate)
      await call.loop.wait(.seconds(4))
      let pieces = heard.all
      let begin = try #require(pieces.first).at
      var samples = 0
      for piece in pieces {
        #expect(piece.at - begin == UInt64(samples) * 1_000_000_000 / UInt64(rate))
        #expect(piece.audio.payload.count <= rate / 50 * 2)
        #expect(piece.audio.sampleRate == rate)
        #expect(piece.audio.timestamp - pieces[0].audio.timestamp == Int64(samples) * 1_000 / Int64(rate))
        samples += piece.audio.payload.count / 2
      }
      #expect(samples == rate * 3)
      #expect(call.hub.samples.allSatisfy { $0 == 1 })
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func fastSpeechWaitsWhereAnInterruptFindsAndCountsIt(seed: UInt64) throws {
    let record = try Call.run(Call.graph(Received()), seed: seed) { call in
      try await call.speak(milliseconds: 10_000)
      await call.published(milliseconds: 1_000)
      _ = try await call.session.send(Command("interrupt"), to: "speaker")
      await call.loop.wait(.seconds(1))
    }
    let dropped = record.connections.filter { $0.name == "pcm_frame" }.reduce(0) { $0 + Int($1.counters[.interrupted]) }
    // 500 frames, of which 50 were heard and 15 may wait in the node.
    #expect((430...436).contains(dropped))
  }

  @Test func allOfItIsHeard() throws {
    try Call.run(Call.graph(Received())) { call in
      try await call.speak(milliseconds: 40_000)
      await call.loop.wait(.seconds(42))
      #expect(call.hub.samples.count == 640_000)
    }
  }

  @Test func framesKeepTheirFormat() throws {
    try Call.run(Call.graph(Received())) { call in
      for (rate, channels) in [(8_000, 1), (48_000, 2), (44_100, 1)] {
        try call.session.send(
          AudioFrame("pcm_frame", sampleRate: rate, channels: channels, payload: Payload([UInt8](repeating: 1, count: rate / 50 * channels * 2))),
          to: "rtc")
      }
      await call.loop.wait(.seconds(1))
      #expect(call.hub.audio(by: 7).map(\.sampleRate) == [8_000, 48_000, 44_100])
      #expect(call.hub.audio(by: 7).map(\.channels) == [1, 2, 1])
    }
  }

  @Test func aPauseIsNotMadeUpFor() throws {
    try Call.run(Call.graph(Received())) { call in
      let heard = try await listen(call)
      try await call.speak(milliseconds: 100)
      await call.loop.wait(.seconds(5))
      try await call.speak(milliseconds: 100)
      await call.loop.wait(.seconds(1))
      let times = heard.all.map { ($0.at, $0.audio.timestamp) }
      #expect(times.count == 10)
      #expect(zip(times, times.dropFirst()).map { ($1.0 - $0.0) / 1_000_000 } == [20, 20, 20, 20, 4_920, 20, 20, 20, 20])
      #expect(times[9].1 - times[0].1 == 5_080)
    }
  }

  @Test(arguments: [
    (0, 1, 2, 640), (16_000, 0, 2, 640), (16_000, 1, 4, 640), (16_000, 99, 2, 640), (2_000_000, 1, 2, 640), (1_000, 1, 2, 100_000), (16_000, 1, 2, 1),
    (16_000, 1, 2, 0),
  ])
  func aFrameThatCannotBePlayedIsLeftOut(rate: Int, channels: Int, width: Int, bytes: Int) throws {
    let record = try Call.run(Call.graph(Received())) { call in
      for _ in 0..<3 {
        try call.session.send(
          AudioFrame("pcm_frame", sampleRate: rate, channels: channels, bytesPerSample: width, payload: Payload([UInt8](repeating: 1, count: bytes))),
          to: "rtc")
      }
      try await call.speak(milliseconds: 100)
      await call.loop.wait(.seconds(1))
      #expect(call.hub.samples.count == 1_600)
    }
    #expect(record.nodes.first { $0.name == "rtc" }?.errors == (bytes > 1 ? 1 : 0))
    #expect(record.audit == [])
  }
}
