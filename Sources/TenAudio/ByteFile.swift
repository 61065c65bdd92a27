internal import Glibc

/// A file that is read or written piece by piece. Its calls block: use `offload` for files on slow disks. Closed at the latest when it is let go.
public final class ByteFile: ByteSource, ByteSink {
  public let path: String
  public var name: String { "'\(path)'" }
  private var descriptor: Int32

  private init(path: String, flags: Int32, attempt: String) throws(AudioError) {
    self.path = path
    guard !path.utf8.contains(0) else { throw AudioError("\(attempt) '\(path)'", "a path cannot hold a zero byte") }
    // Not blocking, so that opening a pipe which nobody serves cannot hang; what is no regular file is refused below.
    descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw AudioError("\(attempt) '\(path)'", Self.lastError) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw AudioError("\(attempt) '\(path)'", Self.lastError) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw AudioError("\(attempt) '\(path)'", "it is no regular file") }
  }

  /// Opens an existing file.
  public static func reading(_ path: String) throws(AudioError) -> ByteFile {
    try ByteFile(path: path, flags: O_RDONLY, attempt: "open the file")
  }

  /// Makes a file, or empties the one that is there.
  public static func writing(_ path: String) throws(AudioError) -> ByteFile {
    try ByteFile(path: path, flags: O_WRONLY | O_CREAT | O_TRUNC, attempt: "write the file")
  }

  deinit {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
    guard buffer.count > 0 else { return 0 }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw AudioError("read the file \(name)", Self.lastError) }
    }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(AudioError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      try advance(&rest, by: Glibc.write(descriptor, piece.baseAddress, piece.count))
    }
  }

  public func overwrite(at offset: Int, _ bytes: UnsafeRawBufferPointer) throws(AudioError) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      try advance(&rest, by: pwrite(descriptor, piece.baseAddress, piece.count, off_t(offset + rest.startIndex)))
    }
    return true
  }

  /// Takes what a write call returned.
  private func advance(_ rest: inout Slice<UnsafeRawBufferPointer>, by count: Int) throws(AudioError) {
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if count == 0 || errno != EINTR {
      throw AudioError("write the file \(name)", count == 0 ? "the system takes no more bytes" : Self.lastError)
    }
  }

  /// Closing twice does nothing.
  public func close() throws(AudioError) {
    guard descriptor >= 0 else { return }
    let result = Glibc.close(descriptor)
    descriptor = -1
    // After EINTR the descriptor is closed all the same on Linux.
    guard result == 0 || errno == EINTR else { throw AudioError("close the file \(name)", Self.lastError) }
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
