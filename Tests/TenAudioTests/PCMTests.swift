import Testing

import TenAudio
import TenCore

@Suite("Samples that are converted")
struct PCMTests {
  static func payload(_ samples: [Int16]) -> Payload {
    samples.withUnsafeBytes { Payload(copying: $0) }
  }

  static func samples(_ payload: Payload) -> [Int16] {
    payload.withUnsafeBytes { bytes in (0..<bytes.count / 2).map { bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self) } }
  }

  @Test("to float and back are the same for every 16-bit value")
  func all() {
    let every = Self.payload(Array(Int16.min...Int16.max))
    #expect(PCM.int16(PCM.floats(every)) == every)
  }

  @Test("to float lie between -1 and 1")
  func floats() {
    #expect(PCM.floats(Self.payload([-32_768, 0, 16_384, 32_767])) == [-1, 0, 0.5, 32_767.0 / 32_768])
    #expect(PCM.floats(Payload()).isEmpty)
    #expect(PCM.floats(Payload([0, 0x40, 9])) == [0.5])
  }

  @Test("from float are cut off beyond the range, and silent where there is no number")
  func clamped() {
    let result = PCM.int16([1, 1.5, -1, -1.5, .infinity, -.infinity, .nan, 1e38, 0.00001] as [Float])
    #expect(Self.samples(result) == [32_767, 32_767, -32_768, -32_768, 32_767, -32_768, 0, 32_767, 0])
  }

  @Test("from a slice read the slice")
  func slice() {
    let whole = Self.payload([1, 16_384, 3])
    #expect(PCM.floats(whole[2..<4]) == [0.5])
    #expect(PCM.floats(Payload([0, 0, 0x40])[1..<3]) == [0.5])
  }

  @Test("from every other format become 16-bit samples")
  func formats() throws {
    func convert(_ bytes: [UInt8], _ size: Int, _ type: PCMFormat.SampleType = .integer) throws -> [Int16] {
      Self.samples(PCM.int16(Payload(bytes), try PCMFormat(sampleRate: 8_000, bytesPerSample: size, sampleType: type)))
    }
    #expect(try convert([0, 128, 255], 1) == [-32_768, 0, 32_512])
    #expect(try convert([1, 2], 2) == [0x201])
    #expect(try convert([0xFF, 0x34, 0x12, 0, 0, 0x80], 3) == [0x1234, -32_768])
    #expect(try convert([0xFF, 0xFF, 0xFF, 0x7F], 4) == [32_767])
    #expect(try convert([0, 0, 0, 0xBF, 0, 0, 0x80, 0x3F], 4, .float) == [-16_384, 32_767])
  }

  @Test("of 16 bits keep their bytes, without those left over")
  func same() throws {
    let payload = Payload([1, 2, 3])
    let result = PCM.int16(payload, try PCMFormat(sampleRate: 8_000))
    #expect(result == Payload([1, 2]))
    #expect(result.sharesStorage(with: payload))
  }
}
