internal import Glibc
internal import TenGraph

/// Standard input as one bounded text.
enum StandardInput {
  static func read() throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= TextFile.maximumBytes {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: "-", reason: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
    throw FileError(path: "-", reason: "standard input has more than \(TextFile.maximumBytes) bytes")
  }
}
