import TenAudio
import TenRuntime
import TenTesting
import Testing
import WavSource

@Suite struct AFileIsPlayedTests {
  private let request = StartRequest(values: ["channel": "room_17"])

  private func graph(_ heard: Received, _ wav: TestWav, _ properties: Properties) -> TestGraph {
    TestGraph().node("source", WavSource.self, (["path": .string(wav.path)] as Properties).merging(properties)).probe("ear", heard)
      .connect("source", .audio, "pcm_frame", "ear").connect("source", .data, "end", "ear").connect("source", .command, "drain", "ear")
  }

  @Test(arguments: ["fast", "realtime"], 0..<10 as Range<UInt64>) func everySampleArrivesInOrderAndTheEndBehindIt(pace: String, seed: UInt64) throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 16_000 + 123)
    let heard = Received()
    let record = try TestHost.run(graph(heard, wav, ["pace": .string(pace)]), request, seed: seed) { _, _ in await heard.wait(for: 52) }
    #expect(heard.samples == wav.samples)
    #expect(heard.names == [String](repeating: "pcm_frame", count: 51) + ["end"])
    #expect(heard.audio.map(\.isEndOfStream) == [Bool](repeating: false, count: 50) + [true])
    #expect(heard.audio.map(\.timestamp) == (0..<51).map { Int64($0 * 20) })
    #expect(heard.data.first?["bytes"] == Value(wav.samples.count))
    #expect(record.audit == [])
  }

  @Test func realTimeTakesAsLongAsTheFile() throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 16_000)
    let heard = Received()
    let record = try TestHost.run(graph(heard, wav, Properties()), request) { _, _ in await heard.wait(for: 51) }
    #expect(record.milliseconds >= 980 && record.milliseconds < 1_020)
  }

  @Test(arguments: [(11_025, 1, 2, 10), (44_100, 2, 2, 20), (8_000, 1, 1, 20), (48_000, 2, 3, 20), (48_000, 1, 4, 30)])
  func otherFormatsArriveAsTheyAre(rate: Int, channels: Int, bytes: Int, milliseconds: Int) throws {
    let wav = try TestWav(PCMFormat(sampleRate: rate, channels: channels, bytesPerSample: bytes), sampleCount: rate)
    let heard = Received()
    let frames = 1_000 / milliseconds + (1_000 % milliseconds == 0 ? 0 : 1)
    try TestHost.run(graph(heard, wav, ["pace": "fast", "frame_ms": Value(milliseconds)]), request) { _, _ in await heard.wait(for: frames + 1) }
    #expect(heard.samples == wav.samples)
    #expect(heard.audio.allSatisfy { $0.sampleRate == rate && $0.channels == channels && $0.bytesPerSample == bytes })
    #expect(heard.audio.count == frames)
  }

  @Test func aFileWithoutSamplesTellsItsFormat() throws {
    let wav = try TestWav(PCMFormat(sampleRate: 8_000), sampleCount: 0)
    let heard = Received()
    try TestHost.run(graph(heard, wav, Properties()), request) { _, _ in await heard.wait(for: 2) }
    #expect(heard.names == ["pcm_frame", "end"])
    #expect(heard.audio.first?.isEndOfStream == true)
    #expect(heard.audio.first?.sampleRate == 8_000)
  }

  @Test func aLoopBeginsAgain() throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 320 * 3)
    let heard = Received()
    let record = try TestHost.run(graph(heard, wav, ["loop": true]), request) { _, _ in await heard.wait(for: 9) }
    #expect(Array(heard.samples.prefix(wav.samples.count * 3)) == wav.samples + wav.samples + wav.samples)
    #expect(heard.audio.prefix(9).map(\.timestamp) == (0..<9).map { Int64($0 * 20) })
    #expect(heard.audio.allSatisfy { !$0.isEndOfStream })
    #expect(record.reason.code == .stopped)
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func itEndsTheSessionWhenAllWasAnswered(seed: UInt64) throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 16_000)
    let heard = Received()
    let record = try TestHost.run(graph(heard, wav, ["pace": "fast", "end_session": true]), request, seed: seed) { session, _ in
      _ = await session.ended()
    }
    #expect(heard.samples == wav.samples)
    #expect(heard.names.suffix(2) == ["end", "drain"])
    #expect(record.reason.code == .finished)
    #expect(record.audit == [])
  }
}
