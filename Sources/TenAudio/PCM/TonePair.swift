internal import Glibc
public import TenCore

/// A number from 0 to 255 as a pair of tones, as a telephone key sends it, to see in tests which turn a piece of sound belongs to.
///
/// Sixteen low and sixteen high frequencies, all multiples of 50 Hz: 20 ms hold whole waves of each, so that pieces of one number join without a click and
/// neighbours do not blur. They survive changes of the sample rate down to 16 kHz.
public enum TonePair {
  /// Rates below cannot hold the highest tone.
  public static let minimumRate = 14_000

  static let low = (0..<16).map { Double(500 + 150 * $0) }
  static let high = (0..<16).map { Double(3_000 + 200 * $0) }

  /// The sound of `number`, of which the lowest eight bits count; nothing at a rate below `minimumRate`.
  public static func samples(_ number: Int, sampleRate: Int = 16_000, milliseconds: Int = 20) -> [Int16] {
    guard PCMFormat.sampleRates.contains(sampleRate), sampleRate >= minimumRate, (0...60_000).contains(milliseconds) else { return [] }
    let a = 2 * Double.pi * low[number >> 4 & 15] / Double(sampleRate)
    let b = 2 * Double.pi * high[number & 15] / Double(sampleRate)
    return (0..<sampleRate * milliseconds / 1_000).map { Int16(8_000 * sin(a * Double($0)) + 8_000 * sin(b * Double($0))) }
  }

  /// The number that the samples of one channel carry; nil for silence, speech, two numbers at once, and fewer than 10 ms.
  public static func number(in samples: some Collection<Int16>, sampleRate: Int = 16_000) -> Int? {
    guard sampleRate >= minimumRate, samples.count >= sampleRate / 100 else { return nil }
    let wave = samples.map { Double($0) }
    let energy = wave.reduce(0) { $0 + $1 * $1 }
    // Quieter than -54 dB is silence.
    guard energy / Double(wave.count) > 64 * 64 else { return nil }
    guard let row = strongest(low, wave, sampleRate), let column = strongest(high, wave, sampleRate) else { return nil }
    // A pure tone has an energy of count/2 in its bin; the pair must be most of what is heard, and neither tone much weaker than the other.
    let share = (row.power + column.power) * 2 / Double(wave.count) / energy
    guard share > 0.7, row.power < 10 * column.power, column.power < 10 * row.power else { return nil }
    return row.index << 4 | column.index
  }

  /// As `number(in:sampleRate:)`, of little-endian 16-bit samples of one channel.
  public static func number(in payload: Payload, sampleRate: Int = 16_000) -> Int? {
    number(in: payload.int16Samples, sampleRate: sampleRate)
  }

  private static func strongest(_ frequencies: [Double], _ wave: [Double], _ rate: Int) -> (index: Int, power: Double)? {
    let powers = frequencies.map { power(of: $0, wave, rate) }
    guard let index = powers.indices.max(by: { powers[$0] < powers[$1] }) else { return nil }
    let second = powers.indices.filter { $0 != index }.map { powers[$0] }.max() ?? 0
    return powers[index] > 4 * second ? (index, powers[index]) : nil
  }

  /// Goertzel's filter.
  private static func power(of frequency: Double, _ wave: [Double], _ rate: Int) -> Double {
    let factor = 2 * cos(2 * .pi * frequency / Double(rate))
    var (last, older) = (0.0, 0.0)
    for sample in wave { (last, older) = (sample + factor * last - older, last) }
    return last * last + older * older - factor * last * older
  }
}

extension Payload {
  /// The bytes as little-endian 16-bit samples; half a sample at the end is left out.
  public var int16Samples: [Int16] {
    withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self)) }
    }
  }

  /// Samples as little-endian bytes.
  public init(int16 samples: [Int16]) {
    self.init(count: samples.count * 2) { bytes in
      for (index, sample) in samples.enumerated() { bytes.storeBytes(of: sample.littleEndian, toByteOffset: index * 2, as: Int16.self) }
    }
  }
}
