public import TenCore

/// Cuts a stream of PCM bytes, as a vendor's socket delivers it, into frames of equal duration. What does not fill a frame, down to half a sample, waits
/// for the next bytes. Frames share the bytes of what was appended wherever one holds them whole.
///
/// A rate that does not divide evenly (11,025 Hz in 10 ms) gives frames that differ by one sample, so that the time stays exact.
public struct PCMSlicer: Sendable {
  public let format: PCMFormat
  public let milliseconds: Int

  private var carried: [UInt8] = []
  /// Thousandths of a sample that the frames so far are behind.
  private var debt = 0
  private var nextBytes = 0

  /// - Parameter milliseconds: 1 to 60,000.
  /// - Throws: `AudioError` for another duration, one that is shorter than a sample, and samples that are not interleaved.
  public init(_ format: PCMFormat, milliseconds: Int) throws(AudioError) {
    let attempt = "cut audio into frames of \(milliseconds) ms"
    guard (1...60_000).contains(milliseconds) else { throw AudioError(attempt, "the duration is not 1 to 60000 ms") }
    guard format.interleaved else { throw AudioError(attempt, "its samples are not interleaved", advice: "interleave them") }
    guard format.sampleRate * milliseconds >= 1_000 else { throw AudioError(attempt, "at \(format.sampleRate) Hz that is less than one sample") }
    self.format = format
    self.milliseconds = milliseconds
    planNext()
  }

  /// The bytes that wait for more.
  public var carriedBytes: Int { carried.count }

  /// The frames that these bytes complete, in order.
  public mutating func append(_ payload: Payload) -> [Payload] {
    var frames: [Payload] = []
    var position = 0
    while carried.count + payload.count - position >= nextBytes {
      let taken = nextBytes - carried.count
      let piece = payload[position..<position + taken]
      if carried.isEmpty {
        frames.append(piece)
      } else {
        piece.withUnsafeBytes { carried += $0 }
        frames.append(Payload(carried))
        carried.removeAll(keepingCapacity: true)
      }
      position += taken
      planNext()
    }
    if position < payload.count { payload[position..<payload.count].withUnsafeBytes { carried += $0 } }
    return frames
  }

  /// The rest at the end of the stream, filled up with silence to a whole frame; nil when nothing waits. Half a sample at the very end is left out.
  public mutating func finish() -> Payload? {
    let whole = carried.count / format.bytesPerFrame * format.bytesPerFrame
    defer { reset() }
    guard whole > 0 else { return nil }
    // The silence of unsigned 8-bit samples is in the middle of their range.
    let silence: UInt8 = format.bytesPerSample == 1 ? 128 : 0
    return Payload(Array(carried[..<whole]) + [UInt8](repeating: silence, count: nextBytes - whole))
  }

  /// Forgets what waits, such as after an interrupt.
  public mutating func reset() {
    carried.removeAll(keepingCapacity: true)
    debt = 0
    planNext()
  }

  private mutating func planNext() {
    debt += format.sampleRate * milliseconds
    nextBytes = debt / 1_000 * format.bytesPerFrame
    debt %= 1_000
  }
}
