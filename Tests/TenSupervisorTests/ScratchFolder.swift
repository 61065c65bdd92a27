import Glibc

/// A fresh folder, removed with all that is in it.
final class ScratchFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/ten-supervisor-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("no folder for a test: \(String(cString: strerror(errno)))") }
    path = String(cString: made)
  }

  deinit { Self.remove(path) }

  func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) {
    let parts = name.split(separator: "/")
    for end in parts.indices.dropFirst() { mkdir("\(path)/" + parts[..<end].joined(separator: "/"), 0o700) }
    let file = fopen("\(path)/\(name)", "w")!
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
  }

  /// The file's first bytes; nil where there is none.
  func text(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1_000)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    Glibc.remove(path)
  }
}
