import Glibc
import TenAudio
import Testing

@Suite struct ResamplerTests {
  private func tone(_ frequency: Double, rate: Int, count: Int) -> [Int16] {
    (0..<count).map { Int16(16_000 * sin(2 * .pi * frequency * Double($0) / Double(rate))) }
  }

  private func power(_ samples: ArraySlice<Int16>) -> Double { samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, samples.count)) }

  @Test(arguments: [(48_000, 16_000), (16_000, 48_000), (16_000, 24_000), (22_050, 16_000), (8_000, 44_100), (16_000, 16_000)])
  func theOutputLastsAsLongAsTheInput(from: Int, to: Int) throws {
    let resampler = try Resampler(from: from, to: to)
    for _ in 0..<2 {
      let result = resampler.process(tone(440, rate: from, count: from)) + resampler.flush()
      #expect(result.count == to)
    }
  }

  @Test(arguments: [(48_000, 16_000), (16_000, 48_000), (44_100, 16_000)]) func aToneKeepsItsFrequency(from: Int, to: Int) throws {
    let resampler = try Resampler(from: from, to: to)
    let result = resampler.process(tone(1_000, rate: from, count: from)) + resampler.flush()
    let crossings = zip(result, result.dropFirst()).count { $0 < 0 && $1 >= 0 }
    #expect((998...1_001).contains(crossings))
  }

  @Test func whatTheLowerRateCannotHoldIsTakenOut() throws {
    let input = tone(10_000, rate: 48_000, count: 48_000)
    let resampler = try Resampler(from: 48_000, to: 16_000)
    let result = resampler.process(input) + resampler.flush()
    let attenuation = 10 * log10(power(input[...]) / max(1e-9, power(result[400..<15_600])))
    #expect(attenuation > 40)
  }

  @Test(arguments: [1, 2]) func piecesGiveWhatTheWholeGives(channels: Int) throws {
    let input = tone(700, rate: 48_000, count: 9_600 * channels)
    let whole = try Resampler(from: 48_000, to: 16_000, channels: channels)
    let expected = whole.process(input) + whole.flush()
    let pieces = try Resampler(from: 48_000, to: 16_000, channels: channels)
    var result: [Int16] = []
    var position = 0
    var size = 1
    while position < input.count {
      let end = min(input.count, position + size * channels)
      result += pieces.process(Array(input[position..<end]))
      position = end
      size = size * 3 % 1_009 + 1
    }
    result += pieces.flush()
    #expect(result == expected)
  }

  @Test(arguments: [(0, 16_000, 1, 5), (16_000, -1, 1, 5), (16_000, 8_000, 0, 5), (16_000, 8_000, 1, 11), (1, 768_000, 1, 5)])
  func whatCannotBeResampledIsRefused(from: Int, to: Int, channels: Int, quality: Int) {
    #expect(throws: AudioError.self) { try Resampler(from: from, to: to, channels: channels, quality: quality) }
  }
}
