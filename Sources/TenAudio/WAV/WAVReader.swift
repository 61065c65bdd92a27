public import TenCore

/// Reads a WAV file piece by piece: PCM of 8, 16, 24 and 32 bits and float of 32, also in the extensible form. Never holds more than one piece in memory.
/// Its calls block for as long as its source does. Belongs to one task at a time.
public final class WAVReader {
  /// Samples come as they stand in the file.
  public let format: PCMFormat
  /// The length that the header gives; nil for a file that was written as a stream.
  public let frameCount: Int?
  /// What was odd and could be read all the same; complete once `read` has returned an empty payload.
  public private(set) var warnings: [String]

  private let source: any ByteSource
  private var remaining: Int?
  private var ended = false

  /// The most that one `read` returns.
  public static let maximumPiece = 4 << 20

  /// Reads the header.
  /// - Throws: `AudioError` for everything that is no WAV file or has samples that are not read.
  public init(_ source: any ByteSource) throws(AudioError) {
    let header = try WAVHeader(source)
    self.source = source
    format = header.format
    frameCount = header.dataBytes.map { $0 / header.format.bytesPerFrame }
    warnings = header.warnings
    remaining = header.dataBytes
  }

  public convenience init(path: String) throws(AudioError) { try self.init(ByteFile.reading(path)) }

  /// The next frames (samples of all channels), at most `maximumFrames` and 4 MiB; empty at the end. A file that ends too early is read to its end, with
  /// a warning.
  public func read(maximumFrames: Int) throws(AudioError) -> Payload {
    if ended { return Payload() }
    let size = format.bytesPerFrame
    var frames = max(1, min(maximumFrames, Self.maximumPiece / size))
    if let remaining { frames = min(frames, remaining / size) }
    guard frames > 0 else {
      // Only part of a frame is left of what the header promised.
      return end(leftover: remaining ?? 0)
    }
    var count = 0
    let payload = try Payload(count: frames * size) { buffer throws(AudioError) in count = try source.fill(buffer) }
    remaining = remaining.map { $0 - count }
    guard count < payload.count else { return payload }
    if let remaining, remaining > 0 {
      warnings.append("the file ends \(remaining) bytes before its header says so")
    }
    let whole = count / size * size
    _ = end(leftover: count - whole)
    return payload[0..<whole]
  }

  private func end(leftover: Int) -> Payload {
    ended = true
    if leftover > 0 { warnings.append("the last \(leftover) bytes are less than a frame of \(format.bytesPerFrame), and are left out") }
    return Payload()
  }
}
