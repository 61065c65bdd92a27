public import TenCore

/// Writes a WAV file piece by piece. The header says "unknown length" until `close` puts the sizes in, so that a file whose writer died can still be
/// read. Belongs to one task at a time; its calls block for as long as its sink does.
public final class WAVWriter {
  public let format: PCMFormat
  /// The bytes of samples so far.
  public private(set) var dataBytes = 0

  private let sink: any ByteSink
  private let header: WAVHeaderBytes
  /// Frames of 10 ms are small: they are gathered to pieces of this size.
  private var gathered: [UInt8] = []
  private static let gatheredBytes = 16_384
  private var closed = false

  /// Writes the header.
  /// - Throws: `AudioError` for a format that is not interleaved, and when the sink fails.
  public init(_ sink: any ByteSink, format: PCMFormat) throws(AudioError) {
    guard format.interleaved else {
      throw AudioError("write the WAV file \(sink.name)", "its samples are not interleaved, and those of a WAV file are", advice: "interleave them")
    }
    self.sink = sink
    self.format = format
    header = WAVHeaderBytes(format)
    gathered.reserveCapacity(Self.gatheredBytes)
    try Self.write(header.bytes, to: sink)
  }

  public convenience init(path: String, format: PCMFormat) throws(AudioError) { try self.init(ByteFile.writing(path), format: format) }

  /// - Throws: `AudioError` for bytes that are no whole frames (nothing of them is written), after `close`, and when the sink fails.
  public func write(_ payload: Payload) throws(AudioError) {
    let attempt = "write the WAV file \(sink.name)"
    guard !closed else { throw AudioError(attempt, "it is closed") }
    guard payload.count % format.bytesPerFrame == 0 else {
      throw AudioError(
        attempt, "\(payload.count) bytes are no whole frames of \(format.bytesPerFrame)",
        advice: "cut them with PCMSlicer, which keeps what is left over")
    }
    dataBytes += payload.count
    if gathered.count + payload.count > Self.gatheredBytes { try flush() }
    guard payload.count < Self.gatheredBytes else {
      try payload.withUnsafeBytes { bytes throws(AudioError) in try sink.write(bytes) }
      return
    }
    payload.withUnsafeBytes { gathered += $0 }
  }

  /// Hands what was gathered to the sink.
  public func flush() throws(AudioError) {
    guard !gathered.isEmpty else { return }
    try Self.write(gathered, to: sink)
    gathered.removeAll(keepingCapacity: true)
  }

  /// Writes the sizes into the header and closes the sink. Closing twice does nothing. A length above 4 GiB, and one in a sink that cannot go back, stays
  /// "unknown".
  public func close() throws(AudioError) {
    guard !closed else { return }
    closed = true
    if dataBytes % 2 == 1 { gathered.append(0) }
    try flush()
    for (offset, size) in header.sizes(dataBytes: dataBytes) {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: size)
      guard try Self.overwrite(bytes, at: offset, in: sink) else { break }
    }
    try sink.close()
  }

  deinit {
    // Nobody is left who could be told of an error: the file stays readable as a stream.
    try? close()
  }

  private static func write(_ bytes: [UInt8], to sink: any ByteSink) throws(AudioError) {
    try bytes.span.bytes.withUnsafeBytes { bytes throws(AudioError) in try sink.write(bytes) }
  }

  private static func overwrite(_ bytes: [UInt8], at offset: Int, in sink: any ByteSink) throws(AudioError) -> Bool {
    try bytes.span.bytes.withUnsafeBytes { bytes throws(AudioError) in try sink.overwrite(at: offset, bytes) }
  }
}
