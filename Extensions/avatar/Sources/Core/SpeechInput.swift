internal import TenAudio
internal import TenCore
internal import TenRuntime

/// Turns the frames of one utterance into 24 kHz mono. Keeps the filter's state and cut samples from frame to frame; each frame's own rate and channels
/// count.
struct SpeechInput {
  static let rate = 24_000

  private struct Shape: Equatable {
    var rate: Int
    var channels: Int
  }

  private var shape: Shape?
  private var resampler: Resampler?
  /// Bytes of a sample that the next frame completes.
  private var carried: [UInt8] = []

  /// - Throws: `AudioError` for a frame that is no interleaved 16-bit PCM of a usual rate.
  mutating func take(_ frame: AudioFrame) throws(AudioError) -> [UInt8] {
    let attempt = "take an audio frame for the avatar"
    guard frame.bytesPerSample == 2 else {
      throw AudioError(attempt, "it has \(frame.bytesPerSample) bytes a sample", advice: "send 16-bit PCM")
    }
    guard !frame.isPlanar || frame.channels == 1 else { throw AudioError(attempt, "its channels are not interleaved", advice: "interleave them") }
    guard (1...8).contains(frame.channels) else { throw AudioError(attempt, "it has \(frame.channels) channels", advice: "use 1 to 8") }
    guard (4_000...192_000).contains(frame.sampleRate) else {
      throw AudioError(attempt, "its rate is \(frame.sampleRate) Hz", advice: "use 4000 to 192000 Hz")
    }
    var output: [UInt8] = []
    let given = Shape(rate: frame.sampleRate, channels: frame.channels)
    if given != shape {
      let next = given.rate == Self.rate ? nil : try Resampler(from: given.rate, to: Self.rate)
      output = finish()
      shape = given
      resampler = next
    }
    let mono = mix(frame.payload, channels: given.channels)
    append(resampler.map { $0.process(mono) } ?? mono, to: &output)
    return output
  }

  /// The utterance is over: what the filter still holds. A cut sample is of no use any more.
  mutating func finish() -> [UInt8] {
    var output: [UInt8] = []
    if let resampler { append(resampler.flush(), to: &output) }
    self = SpeechInput()
    return output
  }

  /// Whole samples as mono; the rest is carried.
  private mutating func mix(_ payload: Payload, channels: Int) -> [Int16] {
    let block = channels * 2
    var bytes = carried
    payload.withUnsafeBytes { bytes.append(contentsOf: $0) }
    let frames = bytes.count / block
    carried = Array(bytes[(frames * block)...])
    return (0..<frames).map { frame in
      var sum = 0
      for channel in 0..<channels {
        let at = frame * block + channel * 2
        sum += Int(Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8))
      }
      return Int16(sum / channels)
    }
  }

  private func append(_ samples: [Int16], to output: inout [UInt8]) {
    output.reserveCapacity(output.count + samples.count * 2)
    for sample in samples {
      output.append(UInt8(truncatingIfNeeded: sample))
      output.append(UInt8(truncatingIfNeeded: sample >> 8))
    }
  }
}
