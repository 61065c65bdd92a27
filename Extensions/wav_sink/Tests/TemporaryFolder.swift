import Glibc
import TenAudio
import TenRuntime
import Testing

/// A folder that is gone, with its files, with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/wav-sink-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    chmod(path, 0o700)
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The format and the samples of a WAV file.
  func wav(_ name: String) throws -> (format: PCMFormat, samples: [UInt8]) {
    let reader = try WAVReader(path: "\(path)/\(name)")
    var samples: [UInt8] = []
    while case let piece = try reader.read(maximumFrames: 4_096), !piece.isEmpty { piece.withUnsafeBytes { samples += $0 } }
    return (reader.format, samples)
  }

  func write(_ name: String, _ text: String) {
    guard let file = fopen("\(path)/\(name)", "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  func text(_ name: String) -> String {
    guard let file = fopen("\(path)/\(name)", "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
  }
}
