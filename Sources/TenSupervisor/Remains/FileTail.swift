internal import Glibc

/// The end of a regular file, bounded; nothing for what cannot be read. Follows no link.
enum FileTail {
  static func read(_ path: String, bytes limit: Int) -> (bytes: [UInt8], isCut: Bool) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return ([], false) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return ([], false) }
    let size = Int(status.st_size)
    let start = max(0, size - limit)
    var bytes = [UInt8](repeating: 0, count: size - start)
    var length = 0
    while length < bytes.count {
      let wanted = bytes.count - length
      let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + length, wanted, off_t(start + length)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      length += count
    }
    bytes.removeSubrange(length...)
    return (bytes, start > 0)
  }

  /// Whole lines at the file's end: of a file that is cut, the first line is not whole.
  static func lines(_ path: String, bytes limit: Int) -> [ArraySlice<UInt8>] {
    let (bytes, isCut) = read(path, bytes: limit)
    let lines = bytes.split { $0 == 10 || $0 == 13 }
    return isCut ? Array(lines.dropFirst()) : lines
  }
}
