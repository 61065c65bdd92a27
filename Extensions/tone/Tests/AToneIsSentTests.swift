import Glibc
import TenRuntime
import TenTesting
import Testing
import Tone

@Suite struct AToneIsSentTests {
  private func graph(_ heard: Received, _ properties: Properties) -> TestGraph {
    TestGraph().node("tone", Tone.self, properties).probe("ear", heard)
      .connect("tone", .audio, "pcm_frame", "ear").connect("tone", .data, "end", "ear")
  }

  @Test(arguments: ["fast", "realtime"], 0..<5 as Range<UInt64>) func theLastFrameEndsTheStreamAndDataFollows(pace: String, seed: UInt64) throws {
    let heard = Received()
    let graph = graph(heard, ["pace": .string(pace), "duration_ms": 110, "sample_rate": 8_000])
    let record = try TestHost.run(graph, seed: seed) { _, _ in await heard.wait(for: 7) }
    #expect(heard.names == [String](repeating: "pcm_frame", count: 6) + ["end"])
    #expect(heard.audio.map(\.isEndOfStream) == [false, false, false, false, false, true])
    #expect(heard.audio.map(\.timestamp) == [0, 20, 40, 60, 80, 100])
    #expect(heard.audio.map(\.samplesPerChannel) == [160, 160, 160, 160, 160, 80])
    #expect(heard.data.first?["bytes"] == 1_760)
    #expect(record.audit == [])
  }

  @Test func realTimeTakesAsLongAsTheTone() throws {
    let heard = Received()
    let record = try TestHost.run(graph(heard, ["duration_ms": 1_000])) { _, _ in await heard.wait(for: 51) }
    #expect(record.milliseconds >= 980 && record.milliseconds < 1_000)
  }

  @Test func theWaveHasItsFrequency() throws {
    let heard = Received()
    try TestHost.run(graph(heard, ["pace": "fast", "frequency": 1_000, "duration_ms": 1_000])) { _, _ in await heard.wait(for: 51) }
    let bytes = heard.samples
    let samples = stride(from: 0, to: bytes.count, by: 2).map { Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8) }
    let crossings = zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 }
    #expect((998...1_000).contains(crossings))
    #expect(samples.max() == 16_000)
  }

  @Test(arguments: [440.0, 441, 1_000, 440.5]) func eachSampleIsTheSineOfItsPlace(frequency: Double) throws {
    let heard = Received()
    try TestHost.run(graph(heard, ["pace": "fast", "frequency": .float(frequency), "duration_ms": 1_010])) { _, _ in await heard.wait(for: 52) }
    let bytes = heard.samples
    #expect(bytes.count == 2 * 16_160)
    // Where it repeats itself, the same place of a later repetition may be rounded another way.
    let differ = (0..<16_160).filter { place in
      let sample = Int16(bitPattern: UInt16(bytes[2 * place]) | UInt16(bytes[2 * place + 1]) << 8)
      return abs(Double(sample) - 16_000 * sin(2 * .pi * frequency * Double(place) / 16_000)) > 1.001
    }
    #expect(differ == [])
  }

  @Test func framesBelongToTheTurnThatThePropertyNames() throws {
    let heard = Received()
    try TestHost.run(graph(heard, ["pace": "fast", "in_turn": 3, "duration_ms": 40])) { _, _ in await heard.wait(for: 3) }
    #expect(heard.audio.map(\.turn.number) == [3, 3])
    #expect(heard.data.map(\.turn.number) == [0])
  }
}
