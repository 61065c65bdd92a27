internal import Glibc
internal import TenCore

/// Reads a dialogue's file; it blocks.
enum ScriptFile {
  private static let maximumBytes = 4 << 20

  static func read(_ path: String) throws(ScriptError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw ScriptError("opening the dialogue '\(path)': \(String(cString: strerror(errno)))") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
    let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    guard ferror(file) == 0 else { throw ScriptError("reading the dialogue '\(path)': \(String(cString: strerror(errno)))") }
    guard count <= maximumBytes else { throw ScriptError("reading the dialogue '\(path)': it has more than \(maximumBytes) bytes") }
    return Array(bytes.prefix(count))
  }
}
