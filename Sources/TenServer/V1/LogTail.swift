internal import Glibc

/// Reads a log that grows, line by line, also while it is renamed to make room for a new one. Used by one task.
struct LogTail: ~Copyable {
  private let path: String
  private var descriptor: Int32 = -1
  private var isFirst = true
  private var partial: [UInt8] = []

  /// - Parameter path: the file that is written to.
  init(_ path: String) { self.path = path }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The lines that came since the last call.
  mutating func next() -> [UInt8] {
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { return [] }
    var bytes = partial + Self.rest(of: descriptor)
    if hasBeenRenamed {
      close(descriptor)
      descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      if descriptor >= 0 { bytes += Self.rest(of: descriptor) }
    }
    let end = bytes.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    partial = Array(bytes[end...])
    bytes.removeSubrange(end...)
    return bytes
  }

  private var hasBeenRenamed: Bool {
    var mine = stat()
    var present = stat()
    guard fstat(descriptor, &mine) == 0, stat(path, &present) == 0 else { return false }
    return mine.st_ino != present.st_ino || mine.st_dev != present.st_dev
  }

  /// A whole file, nil where there is none. - Parameter limit: bytes that are read at most.
  static func read(_ path: String, limit: Int = 64 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return rest(of: descriptor, limit: limit)
  }

  private static func rest(of descriptor: Int32, limit: Int = 64 << 20) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        repeat { count = max(-1, Glibc.read(descriptor, buffer.baseAddress, buffer.count)) } while count < 0 && errno == EINTR
        count = max(0, count)
      }
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// The last lines of a text.
  static func last(_ count: Int, of bytes: [UInt8]) -> [UInt8] {
    guard count > 0 else { return [] }
    var left = count
    var index = bytes.count - (bytes.last == 0x0a ? 1 : 0)
    while index > 0 {
      if bytes[index - 1] == 0x0a {
        left -= 1
        if left == 0 { break }
      }
      index -= 1
    }
    return Array(bytes[index...])
  }
}
