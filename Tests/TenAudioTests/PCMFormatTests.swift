import Testing

import TenAudio

@Suite("A PCM format")
struct PCMFormatTests {
  @Test("knows its frame, its rate and how long bytes play")
  func sizes() throws {
    let format = try PCMFormat(sampleRate: 16_000, channels: 2, bytesPerSample: 2)
    #expect(format.bytesPerFrame == 4)
    #expect(format.bytesPerSecond == 64_000)
    #expect(format.microseconds(ofBytes: 64_000) == 1_000_000)
    #expect(format.microseconds(ofBytes: 4) == 62)
    #expect(format.microseconds(ofBytes: 3) == 0)
    #expect(format.microseconds(ofBytes: -64_000) == 0)
    #expect(format.duration(ofBytes: 640) == .milliseconds(10))
    #expect(format.bytes(ofMilliseconds: 20) == 1_280)
    #expect(format.description == "16000 Hz, 2 channels, 16-bit integer")
  }

  @Test("rounds times down to whole frames")
  func rounding() throws {
    let format = try PCMFormat(sampleRate: 11_025)
    #expect(format.bytes(ofMilliseconds: 10) == 220)
    #expect(format.bytes(ofMilliseconds: -5) == 0)
  }

  @Test("does not overflow with the largest numbers")
  func large() throws {
    let format = try PCMFormat(sampleRate: 768_000, channels: 64, bytesPerSample: 4)
    #expect(format.microseconds(ofBytes: .max) > 0)
    #expect(format.bytes(ofMilliseconds: .max) > 0)
    #expect(try PCMFormat(sampleRate: 1, bytesPerSample: 1).microseconds(ofBytes: 9_000_000_000_000) == 9_000_000_000_000_000_000)
  }

  @Test(
    "is refused with values that no audio has",
    arguments: [(0, 1, 2), (-1, 1, 2), (768_001, 1, 2), (8_000, 0, 2), (8_000, 65, 2), (8_000, 1, 0), (8_000, 1, 5)])
  func refused(_ rate: Int, _ channels: Int, _ bytes: Int) {
    #expect(throws: AudioError.self) { try PCMFormat(sampleRate: rate, channels: channels, bytesPerSample: bytes) }
  }

  @Test("has floats of four bytes only")
  func float() {
    #expect(throws: AudioError.self) { try PCMFormat(sampleRate: 8_000, bytesPerSample: 2, sampleType: .float) }
    #expect(throws: Never.self) { try PCMFormat(sampleRate: 8_000, bytesPerSample: 4, sampleType: .float) }
  }
}
