internal import CSpeexDSP

/// Changes the sample rate of 16-bit interleaved audio as it comes, piece by piece (libspeexdsp). Confined to one task at a time.
///
/// What comes out is behind what goes in by the filter's length, some milliseconds, until `flush`. How the input is cut into pieces does not matter.
public final class Resampler {
  public let from: Int
  public let to: Int
  public let channels: Int
  private let state: OpaquePointer?
  /// Frames (a sample of every channel) taken and given since the start or the last `flush`.
  private var taken = 0
  private var given = 0

  /// - Parameters:
  ///   - from: the rate of the input, in Hz.
  ///   - to: the rate of the output, in Hz.
  ///   - quality: 0, fast, to 10, good.
  /// - Throws: `AudioError` for a rate, a number of channels or a quality that there is not.
  public init(from: Int, to: Int, channels: Int = 1, quality: Int = 5) throws(AudioError) {
    let attempt = "resample audio from \(from) Hz to \(to) Hz"
    for rate in [from, to] where !PCMFormat.sampleRates.contains(rate) {
      throw AudioError(
        attempt, "\(rate) Hz is no sample rate", advice: "use \(PCMFormat.sampleRates.lowerBound) to \(PCMFormat.sampleRates.upperBound) Hz")
    }
    guard PCMFormat.channelCounts.contains(channels) else {
      throw AudioError(attempt, "\(channels) is no number of channels", advice: "use 1 to \(PCMFormat.channelCounts.upperBound)")
    }
    guard (0...10).contains(quality) else { throw AudioError(attempt, "\(quality) is no quality", advice: "use 0 to 10") }
    // The filter grows with the ratio.
    guard max(from, to) <= 256 * min(from, to) else { throw AudioError(attempt, "the rates differ by more than 256 times") }
    self.from = from
    self.to = to
    self.channels = channels
    if from == to {
      state = nil
      return
    }
    var code: Int32 = 0
    state = speex_resampler_init(UInt32(channels), UInt32(from), UInt32(to), Int32(quality), &code)
    guard state != nil else {
      throw AudioError(attempt, speex_resampler_strerror(code).map { String(cString: $0) } ?? "libspeexdsp gave the error \(code)")
    }
    speex_resampler_skip_zeros(state)
  }

  deinit {
    if let state { speex_resampler_destroy(state) }
  }

  /// The samples that these make possible. Samples that do not make a whole frame at the end are left out.
  public func process(_ samples: [Int16]) -> [Int16] {
    let frames = samples.count / channels
    guard state != nil else { return frames * channels == samples.count ? samples : Array(samples[..<(frames * channels)]) }
    taken += frames
    let result = run(samples, frames: frames)
    given += result.count / channels
    return result
  }

  /// The samples that still wait in the filter, so that all output together lasts as long as all input; then it starts anew.
  public func flush() -> [Int16] {
    guard let state else { return [] }
    let total = (taken * to + from / 2) / from
    var rest: [Int16] = []
    let zeros = [Int16](repeating: 0, count: 256 * channels)
    var rounds = 0
    // The filter holds no more than a few thousand frames, so this ends.
    while given + rest.count / channels < total, rounds < 4_096 {
      rest += run(zeros, frames: 256)
      rounds += 1
    }
    rest.removeLast(max(0, rest.count - max(0, total - given) * channels))
    speex_resampler_reset_mem(state)
    speex_resampler_skip_zeros(state)
    taken = 0
    given = 0
    return rest
  }

  private func run(_ samples: [Int16], frames: Int) -> [Int16] {
    var result: [Int16] = []
    var position = 0
    let block = 8_192
    while position < frames {
      var read = UInt32(min(block, frames - position))
      let room = Int(read) * to / from + 64
      result += [Int16](unsafeUninitializedCapacity: room * channels) { buffer, count in
        var written = UInt32(room)
        samples.withUnsafeBufferPointer {
          _ = speex_resampler_process_interleaved_int(state, $0.baseAddress! + position * channels, &read, buffer.baseAddress!, &written)
        }
        count = Int(written) * channels
      }
      if read == 0 { break }
      position += Int(read)
    }
    return result
  }
}
