/// How uncompressed audio is laid out. Samples are little-endian and signed, but for 8-bit integers, which are unsigned (as in WAV files).
public struct PCMFormat: Sendable, Hashable {
  public enum SampleType: String, Sendable { case integer, float }

  /// Samples of one channel in a second (Hz).
  public let sampleRate: Int
  public let channels: Int
  /// 1 to 4; 4 for float.
  public let bytesPerSample: Int
  public let sampleType: SampleType
  /// Whether the samples of all channels at one time stand together; else each channel is a run of its own.
  public let interleaved: Bool

  public static let sampleRates = 1...768_000
  public static let channelCounts = 1...64

  /// - Throws: `AudioError` for a rate, a number of channels or a sample size that no audio has.
  public init(
    sampleRate: Int, channels: Int = 1, bytesPerSample: Int = 2, sampleType: SampleType = .integer, interleaved: Bool = true
  ) throws(AudioError) {
    let attempt = "describe PCM audio"
    guard Self.sampleRates.contains(sampleRate) else {
      throw AudioError(
        attempt, "\(sampleRate) Hz is no sample rate", advice: "use \(Self.sampleRates.lowerBound) to \(Self.sampleRates.upperBound) Hz")
    }
    guard Self.channelCounts.contains(channels) else {
      throw AudioError(attempt, "\(channels) is no number of channels", advice: "use 1 to \(Self.channelCounts.upperBound)")
    }
    let sizes = sampleType == .float ? 4...4 : 1...4
    guard sizes.contains(bytesPerSample) else {
      throw AudioError(
        attempt, "a sample of type \(sampleType.rawValue) has no \(bytesPerSample) bytes", advice: "use 1 to 4 bytes for integers and 4 for float")
    }
    self.sampleRate = sampleRate
    self.channels = channels
    self.bytesPerSample = bytesPerSample
    self.sampleType = sampleType
    self.interleaved = interleaved
  }

  /// The bytes of one sample of every channel.
  public var bytesPerFrame: Int { channels * bytesPerSample }
  public var bytesPerSecond: Int { sampleRate * bytesPerFrame }

  /// How long these bytes play, in microseconds, rounded down; 0 for fewer than none.
  public func microseconds(ofBytes bytes: Int) -> Int {
    let frames = max(0, bytes / bytesPerFrame)
    // In two parts, so that no number of bytes overflows.
    return frames / sampleRate * 1_000_000 + frames % sampleRate * 1_000_000 / sampleRate
  }

  public func duration(ofBytes bytes: Int) -> Duration { .microseconds(microseconds(ofBytes: bytes)) }

  /// The bytes of the whole frames that fit into this time; 0 for a negative time, at most `Int32.max` milliseconds count.
  public func bytes(ofMilliseconds milliseconds: Int) -> Int {
    sampleRate * min(max(0, milliseconds), Int(Int32.max)) / 1_000 * bytesPerFrame
  }
}

extension PCMFormat: CustomStringConvertible {
  /// `16000 Hz, 1 channel, 16-bit integer`
  public var description: String {
    "\(sampleRate) Hz, \(channels) channel\(channels == 1 ? "" : "s"), \(bytesPerSample * 8)-bit \(sampleType.rawValue)"
      + (interleaved ? "" : ", not interleaved")
  }
}
