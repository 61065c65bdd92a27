internal import Glibc

/// Small files that the kernel makes: bounded reads that never fail loudly.
enum SystemFile {
  /// The first `limit` bytes; nil where the file cannot be read.
  static func read(_ path: String, limit: Int = 16_384) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var length = 0
    while length < limit {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + length, limit - length) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      length += count
    }
    bytes.removeSubrange(length...)
    return bytes
  }

  static func text(_ path: String, limit: Int = 16_384) -> String? { read(path, limit: limit).map { String(decoding: $0, as: UTF8.self) } }

  /// Writes a short text to a file of the kernel's. - Returns: the reason when it is refused.
  static func write(_ text: String, to path: String) -> String? {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return reason(errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 { return reason(errno) }
    return count == bytes.count ? nil : "only \(count) of \(bytes.count) bytes were taken"
  }

  static func reason(_ code: CInt) -> String { String(cString: strerror(code)) }
}

extension [UInt8] {
  /// The number after a name at a line's begin, as in `MemTotal:  1234 kB` or `usage_usec 17`.
  func number(after name: String) -> Int? {
    let name = Array(name.utf8)
    for line in split(separator: 10) where line.starts(with: name) {
      let digits = line.dropFirst(name.count).drop { $0 == 32 || $0 == 9 || $0 == 58 }.prefix { (48...57).contains($0) }
      return Int(String(decoding: digits, as: UTF8.self))
    }
    return nil
  }
}
