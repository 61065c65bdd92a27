internal import TenCore

/// Cuts bytes as they come into frames. Holds at most one frame and what was read with it.
package struct FrameDecoder: Sendable {
  private var buffer: [UInt8] = []
  private var taken = 0

  package init() {}

  /// Bytes of a frame that is not complete.
  package var rest: Int { buffer.count - taken }

  package mutating func add(_ bytes: [UInt8]) {
    if taken == buffer.count {
      buffer = bytes
    } else {
      buffer.removeFirst(taken)
      buffer.append(contentsOf: bytes)
    }
    taken = 0
  }

  /// The next whole frame; nil when more bytes are needed.
  /// - Throws: `malformed`; nothing can be read after it.
  package mutating func next() throws(ChannelError) -> Frame? {
    guard rest >= 4 else { return nil }
    let length = (0..<4).reduce(0) { $0 | Int(buffer[taken + $1]) << ($1 * 8) }
    guard (1...Frame.longest).contains(length) else {
      throw Self.malformed("a frame of \(length) bytes; it has 1 to \(Frame.longest)")
    }
    guard rest >= 5 else { return nil }
    guard let type = FrameType(rawValue: buffer[taken + 4]) else {
      throw Self.malformed("a frame of the unknown type \(buffer[taken + 4])")
    }
    guard rest >= 4 + length else { return nil }
    let start = taken
    taken += 4 + length
    return Frame(type, buffer.withUnsafeBytes { Payload(copying: UnsafeRawBufferPointer(rebasing: $0[start + 5..<start + 4 + length])) })
  }

  package static func malformed(_ reason: String) -> ChannelError {
    ChannelError(.malformed, attempted: "reading a frame of the local channel", reason: reason)
  }
}
