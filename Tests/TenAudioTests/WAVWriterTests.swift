import Testing

import TenAudio
import TenCore

@Suite("A WAV file that is written")
struct WAVWriterTests {
  static let formats: [PCMFormat] = [
    try? PCMFormat(sampleRate: 8_000, bytesPerSample: 1), try? PCMFormat(sampleRate: 16_000), try? PCMFormat(sampleRate: 48_000, channels: 2),
    try? PCMFormat(sampleRate: 44_100, channels: 3, bytesPerSample: 3), try? PCMFormat(sampleRate: 96_000, channels: 6, bytesPerSample: 4),
    try? PCMFormat(sampleRate: 24_000, bytesPerSample: 4, sampleType: .float),
  ].compactMap { $0 }

  @Test("comes back bit for bit in every format, from pieces of any size", arguments: formats)
  func roundTrip(_ format: PCMFormat) throws {
    let memory = ByteMemory()
    let writer = try WAVWriter(memory, format: format)
    var written: [UInt8] = []
    for frames in [1, 7, 0, 1_000, 20_001] {
      let piece = (0..<frames * format.bytesPerFrame).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ frames) }
      try writer.write(Payload(piece))
      written += piece
    }
    #expect(writer.dataBytes == written.count)
    try writer.close()
    let reader = try WAVReader(ByteMemory(memory.bytes))
    #expect(reader.format == format)
    #expect(reader.frameCount == written.count / format.bytesPerFrame)
    #expect(try reader.all(999) == written)
    #expect(reader.warnings.isEmpty)
  }

  @Test("has the plain header of 44 bytes where that is enough")
  func header() throws {
    let memory = ByteMemory()
    let writer = try WAVWriter(memory, format: PCMFormat(sampleRate: 16_000))
    try writer.write(Payload(WAVBytes.samples))
    try writer.close()
    #expect(memory.bytes == WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples)))
  }

  @Test("has an even length and says the right sizes when its samples are odd")
  func padding() throws {
    let memory = ByteMemory()
    let writer = try WAVWriter(memory, format: PCMFormat(sampleRate: 8_000, bytesPerSample: 1))
    try writer.write(Payload([1, 2, 3]))
    try writer.close()
    #expect(memory.bytes.count == 48)
    #expect(memory.bytes[4] == 40)
    #expect(memory.bytes[40] == 3)
  }

  @Test("can be read before it is closed, and when it never is")
  func unclosed() throws {
    let memory = ByteMemory()
    let writer = try WAVWriter(memory, format: PCMFormat(sampleRate: 16_000))
    try writer.write(Payload(WAVBytes.samples))
    try writer.flush()
    let reader = try WAVReader(ByteMemory(memory.bytes))
    #expect(reader.frameCount == nil)
    #expect(try reader.all() == WAVBytes.samples)
  }

  @Test("is completed when its writer is let go")
  func letGo() throws {
    let memory = ByteMemory()
    do {
      let writer = try WAVWriter(memory, format: PCMFormat(sampleRate: 16_000))
      try writer.write(Payload(WAVBytes.samples))
    }
    #expect(try WAVReader(ByteMemory(memory.bytes)).frameCount == 4)
  }

  @Test("stays readable as a stream in a sink that cannot go back")
  func pipe() throws {
    let sink = Pipe()
    let writer = try WAVWriter(sink, format: PCMFormat(sampleRate: 16_000))
    try writer.write(Payload(WAVBytes.samples))
    try writer.close()
    #expect(sink.closed)
    let reader = try WAVReader(ByteMemory(sink.bytes))
    #expect(reader.frameCount == nil)
    #expect(try reader.all() == WAVBytes.samples)
  }

  @Test("does not take parts of frames, nor anything after its end")
  func refused() throws {
    let memory = ByteMemory()
    let writer = try WAVWriter(memory, format: PCMFormat(sampleRate: 16_000, channels: 2))
    let error = #expect(throws: AudioError.self) { try writer.write(Payload([1, 2, 3])) }
    #expect(error?.reason == "3 bytes are no whole frames of 4")
    #expect(writer.dataBytes == 0)
    try writer.close()
    try writer.close()
    #expect(throws: AudioError.self) { try writer.write(Payload([1, 2, 3, 4])) }
    #expect(memory.bytes.count == 44)
  }

  @Test("does not take samples that are not interleaved")
  func planar() throws {
    let format = try PCMFormat(sampleRate: 16_000, channels: 2, interleaved: false)
    #expect(throws: AudioError.self) { try WAVWriter(ByteMemory(), format: format) }
  }

  @Test("passes on what its sink says")
  func failing() throws {
    let sink = Pipe()
    let writer = try WAVWriter(sink, format: PCMFormat(sampleRate: 16_000))
    sink.full = true
    let error = #expect(throws: AudioError.self) { try writer.write(Payload([UInt8](repeating: 0, count: 40_000))) }
    #expect(error?.reason == "it is full")
  }
}

/// A sink that cannot go back.
private final class Pipe: ByteSink {
  let name = "a pipe"
  var bytes: [UInt8] = []
  var closed = false
  var full = false

  func write(_ bytes: UnsafeRawBufferPointer) throws(AudioError) {
    guard !full else { throw AudioError("write", "it is full") }
    self.bytes += bytes
  }

  func overwrite(at offset: Int, _ bytes: UnsafeRawBufferPointer) throws(AudioError) -> Bool { false }
  func close() throws(AudioError) { closed = true }
}
