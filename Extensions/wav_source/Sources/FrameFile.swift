internal import TenAudio
internal import TenRuntime

/// A WAV file, read as frames of equal duration. Its calls block: they are made off the loop.
final class FrameFile: @unchecked Sendable {
  // @unchecked: belongs to the node's one playing task, which awaits each call before the next.
  private let reader: WAVReader
  private let frameMilliseconds: Int
  private var count = 0
  /// Frames that one call of `next` reads at most.
  private static let framesAtOnce = 64

  /// Opens the file and reads its header.
  init(_ path: String, frameMilliseconds: Int) throws(AudioError) {
    reader = try WAVReader(path: path)
    self.frameMilliseconds = frameMilliseconds
    let format = reader.format
    guard format.sampleRate * frameMilliseconds >= 1_000 else {
      let reason = "at \(format.sampleRate) Hz, \(frameMilliseconds) ms are less than one sample"
      throw AudioError("play '\(path)'", reason, advice: "set 'frame_ms' higher")
    }
    frameFormat =
      format.sampleType == .integer ? format : try PCMFormat(sampleRate: format.sampleRate, channels: format.channels, bytesPerSample: 2)
  }

  /// The format of the file.
  var format: PCMFormat { reader.format }
  /// The format of the frames: an audio frame has integer samples, so floats become 16-bit integers.
  let frameFormat: PCMFormat

  var warnings: [String] { reader.warnings }

  /// The next frames; none at the end. A rate that does not divide evenly gives frames that differ by one sample, so that time stays exact.
  func next() throws(AudioError) -> [Payload] {
    var frames: [Payload] = []
    while frames.count < Self.framesAtOnce {
      let samples = try reader.read(maximumFrames: samplesBefore(count + 1) - samplesBefore(count))
      guard !samples.isEmpty else { break }
      count += 1
      frames.append(format == frameFormat ? samples : PCM.int16(samples, format))
    }
    return frames
  }

  private func samplesBefore(_ frame: Int) -> Int { frame * format.sampleRate * frameMilliseconds / 1_000 }
}
