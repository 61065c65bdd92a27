internal import Glibc
internal import TenCore

/// A file that may be a library: found, looked at for who may write to it, and read.
struct LibraryFile: Equatable {
  /// As the user sees it: the folder as given, and the name.
  var path: String

  static let maximumBytes = 256 << 20

  /// What its extension is called as far as its name tells: `hello` for `hello.so` and `libhello.so`.
  var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let bare = name.hasSuffix(".so") ? name.dropLast(3) : name[...]
    return String(bare.hasPrefix("lib") && bare.count > 3 ? bare.dropFirst(3) : bare)
  }

  /// The path without links, by which a file is known again.
  var resolved: String {
    guard let text = realpath(path, nil) else { return path }
    defer { free(text) }
    return String(cString: text)
  }

  func read() throws(LibraryRefusal) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(Self.lastError) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(Self.lastError) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is no regular file") }
    guard status.st_mode & S_IWOTH == 0 else { throw .openToOthers(path) }
    guard status.st_size <= Self.maximumBytes else {
      throw .unreadable("it has \(status.st_size) bytes, and a library may have \(Self.maximumBytes)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(Self.lastError) }
      guard count > 0 else { break }
      done += count
    }
    return Array(bytes[..<done])
  }

  static var lastError: String { String(cString: strerror(errno)) }
}
