import Testing

import TenAudio

@Suite("A broken WAV file")
struct WAVBrokenTests {
  struct Broken: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var reason: String

    init(_ name: String, _ bytes: [UInt8], _ reason: String) {
      testDescription = name
      self.bytes = bytes
      self.reason = reason
    }

    /// With this 'fmt ' chunk.
    init(_ name: String, fmt: [UInt8], _ reason: String) {
      self.init(name, WAVBytes.file(WAVBytes.chunk("fmt ", fmt), WAVBytes.chunk("data", [1, 2])), reason)
    }
  }

  static let start = WAVBytes.chunk("fmt ", WAVBytes.fmt())

  static let files: [Broken] = [
    Broken("empty", [], "it has only 0 bytes"),
    Broken("shorter than a header", Array("RIFF".utf8), "it has only 4 bytes"),
    Broken("no RIFF", Array("ID3\u{3}0123456789".utf8), "it starts with 'ID3.' and not with 'RIFF': it is no WAV file"),
    Broken("big-endian", WAVBytes.file(start, riff: "RIFX"), "it is a 'RIFX' file, and only 'RIFF' is read"),
    Broken("64-bit", WAVBytes.file(start, riff: "RF64"), "it is a 'RF64' file, and only 'RIFF' is read"),
    Broken("another RIFF", WAVBytes.file(start, kind: "AVI "), "it is a RIFF file of the kind 'AVI ', not 'WAVE'"),
    Broken("without chunks", WAVBytes.file(), "it ends after 12 bytes with neither a 'fmt ' nor a 'data' chunk"),
    Broken("without samples", WAVBytes.file(start), "it ends after 36 bytes with a 'fmt ' but no 'data' chunk"),
    Broken("cut off in a chunk's head", WAVBytes.file(start, [0x64, 0x61]), "it ends after 38 bytes with a 'fmt ' but no 'data' chunk"),
    Broken("samples before the format", WAVBytes.file(WAVBytes.chunk("data", [1, 2]), start), "its 'data' chunk stands before its 'fmt ' chunk"),
    Broken("two formats", WAVBytes.file(start, start), "it has two 'fmt ' chunks"),
    Broken("cut off in its format", Array(WAVBytes.file(start).dropLast(4)), "it ends inside of its 'fmt ' chunk"),
    Broken(
      "cut off in a chunk", WAVBytes.file(WAVBytes.chunk("LIST", [1, 2], size: 500)),
      "it ends inside of its chunk 'LIST', which should have 500 bytes"),
    Broken(
      "an endless chunk", WAVBytes.file(WAVBytes.chunk("LIST", [1, 2], size: .max)),
      "its chunk 'LIST' of 4294967295 bytes ends beyond 16777216 bytes, and no samples came before"),
    Broken(
      "a chunk with an unprintable name", WAVBytes.file(WAVBytes.chunk("\u{1}\u{2}\nX", [], size: 9)),
      "it ends inside of its chunk '...X', which should have 9 bytes"),
    Broken("a short format", fmt: [1, 0, 1, 0], "its 'fmt ' chunk has 4 bytes, not 16 to 4096"),
    Broken("a format of 4 GiB", WAVBytes.file(WAVBytes.chunk("fmt ", [], size: 0x00FF_FFFF)), "its 'fmt ' chunk has 16777215 bytes, not 16 to 4096"),
    Broken("compressed", fmt: WAVBytes.fmt(tag: 7), "it has the format 7 (µ-law), and only PCM (1) and float (3) are read"),
    Broken("an unknown format", fmt: WAVBytes.fmt(tag: 999), "it has the format 999, and only PCM (1) and float (3) are read"),
    Broken("12 bits", fmt: WAVBytes.fmt(bits: 12, align: 2), "it has integer samples of 12 bits"),
    Broken("0 bits", fmt: WAVBytes.fmt(bits: 0), "it has integer samples of 0 bits"),
    Broken("64-bit floats", fmt: WAVBytes.fmt(tag: 3, bits: 64), "it has float samples of 64 bits"),
    Broken("no channels", fmt: WAVBytes.fmt(channels: 0), "0 is no number of channels"),
    Broken("65535 channels", fmt: WAVBytes.fmt(channels: 65_535, align: 2), "65535 is no number of channels"),
    Broken("a rate of 0", fmt: WAVBytes.fmt(rate: 0), "0 Hz is no sample rate"),
    Broken("a rate of 4 GHz", fmt: WAVBytes.fmt(rate: .max), "4294967295 Hz is no sample rate"),
    Broken(
      "frames of another size", fmt: WAVBytes.fmt(align: 3), "its frames have 3 bytes, but 16000 Hz, 1 channel, 16-bit integer makes 2"),
    Broken("a short extensible format", fmt: WAVBytes.fmt(tag: 0xFFFE), "its extensible 'fmt ' chunk has 16 bytes, not 40"),
    Broken(
      "too many valid bits", fmt: WAVBytes.extensible(WAVBytes.fmt(), valid: 24), "it says that 24 bits of its samples of 16 bits are valid"),
    Broken(
      "an unknown sub-format", fmt: WAVBytes.extensible(WAVBytes.fmt(), tail: [UInt8](repeating: 1, count: 14)), "its sub-format is unknown"),
    Broken(
      "a compressed sub-format", fmt: WAVBytes.extensible(WAVBytes.fmt(), tag: 2),
      "it has the format 2 (ADPCM), and only PCM (1) and float (3) are read"),
  ]

  @Test("is refused with its name and the reason", arguments: files)
  func refused(_ file: Broken) {
    let error = #expect(throws: AudioError.self) { try WAVReader(ByteMemory(file.bytes, name: "'x.wav'")) }
    #expect(error?.attempt == "read the WAV file 'x.wav'")
    #expect(error?.reason == file.reason)
  }

  @Test("cut off at any byte is refused or read to its end")
  func anyCut() throws {
    let whole = WAVBytes.file(WAVBytes.chunk("LIST", [1]), WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples))
    for count in 0..<whole.count {
      guard let reader = try? WAVReader(ByteMemory(Array(whole[..<count]))) else { continue }
      #expect(try reader.all().count <= WAVBytes.samples.count)
      #expect(!reader.warnings.isEmpty)
    }
  }

  @Test("with any one byte changed never does worse than be refused")
  func anyByte() throws {
    let whole = WAVBytes.file(WAVBytes.chunk("LIST", [1]), WAVBytes.chunk("fmt ", WAVBytes.fmt()), WAVBytes.chunk("data", WAVBytes.samples))
    for index in whole.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[index] = value
        guard let reader = try? WAVReader(ByteMemory(bytes)) else { continue }
        #expect(try reader.all().count <= whole.count)
      }
    }
  }
}
