internal import Glibc
internal import TenRuntime

/// A sine wave in frames of 16-bit samples. Each sample depends on its place alone, so nothing drifts.
struct SineWave: Sendable {
  let frequency: Double
  let sampleRate: Int
  let samples: Int
  let frameSamples: Int
  /// After how many samples the wave repeats itself, and its begin with a frame more: each whole frame is a slice of it. A sine is dear, next to what
  /// else a frame costs. nil where the wave does not repeat itself soon.
  private let repetition: (samples: Int, bytes: Payload)?

  init(frequency: Double, sampleRate: Int, samples: Int, frameSamples: Int) {
    self.frequency = frequency
    self.sampleRate = sampleRate
    self.samples = samples
    self.frameSamples = frameSamples
    repetition = Self.repetition(frequency, sampleRate).map { count in
      (count, Self.bytes(of: 0..<count + frameSamples, frequency, sampleRate))
    }
  }

  var frameCount: Int { (samples + frameSamples - 1) / frameSamples }

  /// The samples of one frame; the last one may be shorter.
  func frame(_ index: Int) -> Payload {
    let first = index * frameSamples
    let count = min(frameSamples, samples - first)
    guard let repetition else { return Self.bytes(of: first..<first + count, frequency, sampleRate) }
    let start = first % repetition.samples
    return repetition.bytes[start * 2..<(start + count) * 2]
  }

  private static func bytes(of places: Range<Int>, _ frequency: Double, _ sampleRate: Int) -> Payload {
    Payload(count: places.count * 2) { bytes in
      for (offset, place) in places.enumerated() {
        let time = Double(place) / Double(sampleRate)
        let sample = Int16(16_000 * sin(2 * .pi * frequency * time))
        bytes.storeBytes(of: sample.littleEndian, toByteOffset: offset * 2, as: Int16.self)
      }
    }
  }

  /// The longest repetition that is kept: 16 KiB.
  private static let longestRepetition = 8_192

  private static func repetition(_ frequency: Double, _ sampleRate: Int) -> Int? {
    guard let whole = Int(exactly: frequency), whole > 0 else { return nil }
    var (divisor, rest) = (sampleRate, whole)
    while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
    let samples = sampleRate / divisor
    return samples <= longestRepetition ? samples : nil
  }
}
