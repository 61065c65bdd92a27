internal import Glibc

/// Reads a file's bytes; injected, so that tests and embedded graphs need no disk.
public typealias FileReader = @Sendable (_ path: String) throws -> [UInt8]

/// Why a file could not be read.
public struct FileError: Error, Sendable, CustomStringConvertible {
  public var path: String
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "cannot read '\(path)': \(reason)" }
}

/// Small text files: graphs, manifests, property files.
public enum TextFile {
  public static let maximumBytes = 16 << 20

  /// Reads a regular file of at most `maximumBytes`.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, reason: String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, reason: "it is no regular file") }
    guard status.st_size <= maximumBytes else {
      throw FileError(path: path, reason: "it has \(status.st_size) bytes; at most \(maximumBytes) are read")
    }
    var bytes: [UInt8] = []
    // One byte more than it says it has: one read takes all of a small file.
    var chunk = [UInt8](repeating: 0, count: min(max(Int(status.st_size), 4_095) + 1, 65_536))
    while bytes.count <= maximumBytes {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: path, reason: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
    throw FileError(path: path, reason: "it has more than \(maximumBytes) bytes")
  }
}
