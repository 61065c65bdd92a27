import TenAudio
import TenCore
import Testing

@Suite struct TonePairTests {
  @Test(arguments: [16_000, 24_000, 48_000]) func everyNumberIsHeardAsItself(rate: Int) {
    for number in 0..<256 {
      let samples = TonePair.samples(number, sampleRate: rate)
      #expect(samples.count == rate / 50)
      #expect(TonePair.number(in: samples, sampleRate: rate) == number)
    }
  }

  @Test(arguments: [(16_000, 48_000), (24_000, 16_000), (48_000, 16_000), (16_000, 24_000)]) func itSurvivesAnotherRate(from: Int, to: Int) throws {
    for number in stride(from: 0, to: 256, by: 15) {
      let resampler = try Resampler(from: from, to: to)
      let heard = resampler.process(TonePair.samples(number, sampleRate: from, milliseconds: 100)) + resampler.flush()
      for start in stride(from: to / 50, to: to / 50 * 3, by: to / 200) {
        #expect(TonePair.number(in: heard[start..<start + to / 50], sampleRate: to) == number)
      }
    }
  }

  @Test func silenceOneToneAndAMixCarryNoNumber() {
    #expect(TonePair.number(in: [Int16](repeating: 0, count: 320)) == nil)
    let (a, b) = (TonePair.samples(0x00), TonePair.samples(0xff))
    #expect(TonePair.number(in: zip(a, b).map { $0 / 2 + $1 / 2 }) == nil)
    #expect(TonePair.number(in: [Int16](repeating: 9_000, count: 320)) == nil)
    #expect(TonePair.number(in: Array(a.prefix(100))) == nil)
    #expect(TonePair.number(in: a, sampleRate: 8_000) == nil)
    #expect(TonePair.samples(3, sampleRate: 8_000).isEmpty)
  }

  @Test func bytesAreSamples() {
    let payload = Payload(int16: [1, -2, 32_767])
    #expect(payload.int16Samples == [1, -2, 32_767])
    #expect(TonePair.number(in: Payload(int16: TonePair.samples(300))) == 300 & 255)
  }
}
