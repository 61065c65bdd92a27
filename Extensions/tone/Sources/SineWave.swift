internal import Glibc
internal import TenRuntime

/// A sine wave in frames of 16-bit samples. Each sample depends on its place alone, so nothing drifts.
struct SineWave: Sendable {
  let frequency: Double
  let sampleRate: Int
  let samples: Int
  let frameSamples: Int

  var frameCount: Int { (samples + frameSamples - 1) / frameSamples }

  /// The samples of one frame; the last one may be shorter.
  func frame(_ index: Int) -> Payload {
    let first = index * frameSamples
    let count = min(frameSamples, samples - first)
    return Payload(count: count * 2) { bytes in
      for offset in 0..<count {
        let time = Double(first + offset) / Double(sampleRate)
        let sample = Int16(16_000 * sin(2 * .pi * frequency * time))
        bytes.storeBytes(of: sample.littleEndian, toByteOffset: offset * 2, as: Int16.self)
      }
    }
  }
}
