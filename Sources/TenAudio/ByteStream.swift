/// Bytes that are read one after another: a file, or memory. Belongs to one task at a time.
public protocol ByteSource: AnyObject {
  /// What the source is called in errors: `'a.wav'`.
  var name: String { get }

  /// Reads at least one byte and at most as many as `buffer` holds; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int
}

/// Where bytes are written one after another. Belongs to one task at a time.
public protocol ByteSink: AnyObject {
  var name: String { get }

  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(AudioError)

  /// Replaces bytes that were written before. Returns false where that cannot be done, as in a pipe.
  func overwrite(at offset: Int, _ bytes: UnsafeRawBufferPointer) throws(AudioError) -> Bool

  func close() throws(AudioError)
}

extension ByteSource {
  /// Reads until the buffer is full or the source ends, and returns the number of bytes.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
    var count = 0
    while count < buffer.count {
      let read = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if read <= 0 { break }
      count += read
    }
    return count
  }

  /// Up to `count` bytes; fewer only at the end.
  func bytes(_ count: Int) throws(AudioError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    var mutable = span.mutableBytes
    let read = try mutable.withUnsafeMutableBytes { buffer throws(AudioError) in try fill(buffer) }
    return read == count ? bytes : Array(bytes[..<read])
  }

  /// Reads over `count` bytes in small pieces. Returns false when the source ended before.
  func skip(_ count: Int) throws(AudioError) -> Bool {
    var rest = count
    while rest > 0 {
      let read = try bytes(min(rest, 16_384)).count
      if read == 0 { return false }
      rest -= read
    }
    return true
  }
}

/// Bytes in memory, to read a WAV file that came in a message, or to write one.
public final class ByteMemory: ByteSource, ByteSink {
  public private(set) var bytes: [UInt8]
  public let name: String
  private var position = 0

  public init(_ bytes: [UInt8] = [], name: String = "in memory") {
    self.bytes = bytes
    self.name = name
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(AudioError) { self.bytes += bytes }

  public func overwrite(at offset: Int, _ bytes: UnsafeRawBufferPointer) throws(AudioError) -> Bool {
    guard offset >= 0 && offset <= self.bytes.count - bytes.count else { return false }
    self.bytes.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return true
  }

  public func close() throws(AudioError) {}
}
