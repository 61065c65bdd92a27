internal import TenAudio
internal import TenChannel
internal import TenCore

/// A WAV file as frames of 20 ms, and the silence after it.
struct Voice: Sendable {
  static let frameNanoseconds: UInt64 = 20_000_000
  static let longestSeconds = 600

  private let samples: Payload
  private let sampleRate: Int
  private let channels: Int
  /// Frames of the file; the last one is filled up with silence.
  let frameCount: Int

  init(path: String) throws {
    let reader = try WAVReader(path: path)
    (sampleRate, channels) = (reader.format.sampleRate, reader.format.channels)
    var bytes: [UInt8] = []
    while true {
      let piece = try reader.read(maximumFrames: 65_536)
      if piece.isEmpty { break }
      PCM.int16(piece, reader.format).withUnsafeBytes { bytes.append(contentsOf: $0) }
      guard bytes.count <= Self.longestSeconds * sampleRate * channels * 2 else {
        throw UsageError("--voice \(path): the file is longer than \(Self.longestSeconds) seconds; cut it")
      }
    }
    samples = Payload(bytes)
    let count = bytes.count / (2 * channels)
    frameCount = (count * 50 + sampleRate - 1) / sampleRate
  }

  /// The frame of this number; silence behind the end.
  func frame(_ number: Int) -> ChannelAudio {
    // Where 20 ms are no whole number of samples, frames differ by one.
    let size = 2 * channels
    let start = number * sampleRate / 50 * size
    let end = (number + 1) * sampleRate / 50 * size
    let have = max(0, min(end, samples.count) - start)
    let payload =
      have == end - start
      ? samples[start..<end]
      : Payload(count: end - start) { bytes in
        if have > 0 {
          samples[start..<start + have].withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[..<have]).copyMemory(from: $0) }
        }
      }
    return ChannelAudio(sampleRate: sampleRate, channels: channels, timestamp: Int64(number) * 20, payload: payload)
  }
}
