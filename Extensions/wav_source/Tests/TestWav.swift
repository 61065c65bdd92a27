import Glibc
import TenAudio
import TenRuntime
import Testing

/// A WAV file in a temporary place, gone with its last reference.
final class TestWav: Sendable {
  let path: String
  /// The bytes of its samples.
  let samples: [UInt8]

  init(_ format: PCMFormat, sampleCount: Int) throws {
    var template = Array("/tmp/wav-source-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    samples = (0..<sampleCount * format.bytesPerFrame).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let writer = try WAVWriter(path: path, format: format)
    try writer.write(Payload(samples))
    try writer.close()
  }

  deinit { unlink(path) }
}
