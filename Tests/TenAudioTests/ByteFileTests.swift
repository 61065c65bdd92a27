import Glibc
import TenAudio
import TenCore
import Testing

@Suite("A file of bytes")
struct ByteFileTests {
  /// Runs with a directory of its own, and removes it.
  func inDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/tenaudio-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } != nil }
    try #require(made)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      for name in ["a.wav", "fifo"] { unlink("\(path)/\(name)") }
      rmdir(path)
    }
    try body(path)
  }

  @Test("holds a WAV file that comes back bit for bit, with its sizes put in")
  func wav() throws {
    try inDirectory { directory in
      let path = "\(directory)/a.wav"
      let samples = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let writer = try WAVWriter(path: path, format: PCMFormat(sampleRate: 48_000))
      try writer.write(Payload(samples))
      try writer.close()
      let reader = try WAVReader(path: path)
      #expect(reader.frameCount == 50_000)
      #expect(try reader.all(4_801) == samples)
      #expect(reader.warnings.isEmpty)
    }
  }

  @Test("is emptied when it is written anew")
  func truncates() throws {
    try inDirectory { directory in
      let path = "\(directory)/a.wav"
      for count in [1_000, 10] {
        let writer = try WAVWriter(path: path, format: PCMFormat(sampleRate: 8_000))
        try writer.write(Payload([UInt8](repeating: 1, count: count)))
        try writer.close()
      }
      #expect(try WAVReader(path: path).all().count == 10)
    }
  }

  @Test("that does not exist, or cannot be written, is an error with its path and the reason")
  func missing() {
    let reading = #expect(throws: AudioError.self) { try ByteFile.reading("/no/such/file.wav") }
    #expect(reading?.description == "cannot open the file '/no/such/file.wav': No such file or directory")
    let writing = #expect(throws: AudioError.self) { try ByteFile.writing("/no/such/file.wav") }
    #expect(writing?.description == "cannot write the file '/no/such/file.wav': No such file or directory")
    #expect(throws: AudioError.self) { try ByteFile.reading("a\0b") }
  }

  @Test("must be a regular one: a directory, a device or a pipe that nobody serves is refused at once")
  func irregular() throws {
    try inDirectory { directory in
      #expect(mkfifo("\(directory)/fifo", 0o600) == 0)
      for path in [directory, "\(directory)/fifo", "/dev/zero"] {
        let error = #expect(throws: AudioError.self) { try WAVReader(path: path) }
        #expect(error?.reason == "it is no regular file")
      }
    }
  }

  @Test("says so when it is used after its end")
  func closed() throws {
    try inDirectory { directory in
      let file = try ByteFile.writing("\(directory)/a.wav")
      try file.close()
      try file.close()
      #expect(throws: AudioError.self) { try [1, 2].withUnsafeBytes { try file.write($0) } }
    }
  }
}
