import Glibc
import Testing

/// A folder that is gone with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/recorder-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { for name in ["out.jsonl"] { unlink("\(path)/\(name)") }; rmdir(path) }

  /// The content of a file; empty where there is none.
  func text(_ name: String) -> String {
    guard let file = fopen("\(path)/\(name)", "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }
}
