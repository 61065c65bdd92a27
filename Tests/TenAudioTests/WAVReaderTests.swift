import Testing

import TenAudio
import TenCore

@Suite("A WAV file that is read")
struct WAVReaderTests {
  static func reader(_ bytes: [UInt8]) throws -> WAVReader { try WAVReader(ByteMemory(bytes)) }

  @Test("gives its format, its length and its samples", arguments: [1, 3, 100, .max])
  func plain(_ frames: Int) throws {
    let reader = try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples)))
    #expect(try reader.format == PCMFormat(sampleRate: 16_000))
    #expect(reader.frameCount == 4)
    #expect(try reader.all(frames) == WAVBytes.samples)
    #expect(reader.warnings.isEmpty)
    #expect(try reader.read(maximumFrames: 10).isEmpty)
  }

  @Test(
    "may have every sample size, as PCM and float", arguments: [(1, 8, 1), (1, 16, 2), (1, 24, 3), (1, 32, 4), (3, 32, 4)] as [(UInt32, UInt32, Int)])
  func sizes(_ tag: UInt32, _ bits: UInt32, _ bytes: Int) throws {
    let reader = try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt(tag: tag, channels: 2, bits: bits)), WAVBytes.chunk("data", [])))
    #expect(reader.format.bytesPerSample == bytes)
    #expect(reader.format.channels == 2)
    #expect(reader.format.sampleType == (tag == 3 ? .float : .integer))
  }

  @Test("may be extensible, with PCM or float inside")
  func extensible() throws {
    let pcm = WAVBytes.extensible(WAVBytes.fmt(channels: 6, bits: 24), valid: 20)
    #expect(try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", pcm), WAVBytes.chunk("data", []))).format.channels == 6)
    let float = WAVBytes.extensible(WAVBytes.fmt(bits: 32), valid: 32, tag: 3)
    #expect(try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", float), WAVBytes.chunk("data", []))).format.sampleType == .float)
  }

  @Test("may have unknown chunks of odd sizes before and after the samples")
  func chunks() throws {
    let reader = try Self.reader(
      WAVBytes.file(
        WAVBytes.chunk("LIST", [1, 2, 3]), WAVBytes.chunk("fmt ", WAVBytes.fmt() + [0]), WAVBytes.chunk("JUNK", [UInt8](repeating: 9, count: 50_001)),
        WAVBytes.chunk("data", WAVBytes.samples), WAVBytes.chunk("id3 ", [7, 7, 7])))
    #expect(try reader.all() == WAVBytes.samples)
    #expect(reader.warnings.isEmpty)
  }

  @Test("may come a few bytes at a time", arguments: 1...5)
  func dribble(_ most: Int) throws {
    let bytes = WAVBytes.file(WAVBytes.chunk("LIST", [1]), WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples))
    #expect(try WAVReader(Dribble(bytes, most: most)).all() == WAVBytes.samples)
  }

  @Test(
    "is read to its end when its writer did not know the size",
    arguments: [(0xFFFF_FFFF, 0xFFFF_FFFF), (0, 0), (36, 0), (0xFFFF_FFFF, 0), (0x7FFF_FFFF, 0xFFFF_FFFF)] as [(UInt32, UInt32)])
  func streamed(_ riffSize: UInt32, _ dataSize: UInt32) throws {
    let reader = try Self.reader(
      WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples, size: dataSize), size: riffSize))
    #expect(reader.frameCount == nil)
    #expect(try reader.all() == WAVBytes.samples)
    #expect(reader.warnings.isEmpty)
  }

  @Test("is empty when it says so and has chunks behind its samples")
  func empty() throws {
    let reader = try Self.reader(
      WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", []), WAVBytes.chunk("LIST", [1, 2, 3, 4])))
    #expect(reader.frameCount == 0)
    #expect(try reader.all().isEmpty)
  }

  @Test("is read to its end with a warning when it is cut off")
  func truncated() throws {
    let bytes = WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples, size: 100))
    let reader = try Self.reader(bytes)
    #expect(reader.frameCount == 50)
    #expect(try reader.all() == WAVBytes.samples)
    #expect(reader.warnings == ["the file ends 92 bytes before its header says so"])
  }

  @Test("loses the part of a frame at its end, with a warning", arguments: [7, 100] as [UInt32])
  func partOfFrame(_ size: UInt32) throws {
    let bytes = WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", Array(WAVBytes.samples.dropLast()), size: size))
    let reader = try Self.reader(Array(size == 7 ? bytes : bytes.dropLast()))
    #expect(try reader.all() == Array(WAVBytes.samples.prefix(6)))
    #expect(reader.warnings.contains("the last 1 bytes are less than a frame of 2, and are left out"))
  }

  @Test("may have a wrong byte rate, with a warning")
  func byteRate() throws {
    let reader = try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt(byteRate: 5)), WAVBytes.chunk("data", WAVBytes.samples)))
    #expect(reader.warnings.count == 1)
    #expect(try reader.all() == WAVBytes.samples)
  }

  @Test("is never held as a whole: one read gives at most 4 MiB")
  func bounded() throws {
    let bytes = WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", [UInt8](repeating: 1, count: 5 << 20)))
    let reader = try Self.reader(bytes)
    #expect(try reader.read(maximumFrames: .max).count == WAVReader.maximumPiece)
    #expect(try reader.read(maximumFrames: .max).count == 1 << 20)
  }

  @Test("gives at least one frame, whatever is asked for", arguments: [0, -5])
  func none(_ frames: Int) throws {
    let reader = try Self.reader(WAVBytes.file(WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples)))
    #expect(try reader.read(maximumFrames: frames).count == 2)
  }
}
