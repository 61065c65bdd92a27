import Glibc
import TenAudio
import TenCore
import Testing

/// A file that is gone with its test.
final class TestFile: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/conformance-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A WAV file of half a second.
  static func wav() throws -> TestFile {
    let file = try TestFile()
    let writer = try WAVWriter(path: file.path, format: PCMFormat(sampleRate: 16_000))
    try writer.write(Payload([UInt8](repeating: 7, count: 16_000)))
    try writer.close()
    return file
  }

  deinit { unlink(path) }
}
