import Testing

import TenAudio
import TenCore

@Suite("A stream cut into frames")
struct PCMSlicerTests {
  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13) } }

  static func joined(_ frames: [Payload]) -> [UInt8] {
    frames.flatMap { frame in frame.withUnsafeBytes { Array($0) } }
  }

  @Test("gives frames of equal length and loses no byte, however the pieces are cut", arguments: [1, 2, 3, 7, 319, 320, 321, 1_000, 5_000])
  func pieces(_ size: Int) throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 16_000), milliseconds: 10)
    let all = Self.bytes(5_001)
    var frames: [Payload] = []
    for start in stride(from: 0, to: all.count, by: size) { frames += slicer.append(Payload(Array(all[start..<min(start + size, all.count)]))) }
    #expect(frames.count == 15)
    #expect(frames.allSatisfy { $0.count == 320 })
    #expect(slicer.carriedBytes == 201)
    #expect(Self.joined(frames) == Array(all[..<4_800]))
    let last = slicer.finish()
    let rest = try #require(last)
    #expect(rest.count == 320)
    #expect(Self.joined([rest]) == Array(all[4_800..<5_000]) + [UInt8](repeating: 0, count: 120))
  }

  @Test("shares the bytes of a piece that holds whole frames")
  func shares() throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 16_000), milliseconds: 10)
    let piece = Payload(Self.bytes(960))
    let frames = slicer.append(piece)
    #expect(frames.count == 3)
    #expect(frames.allSatisfy { $0.sharesStorage(with: piece) })
  }

  @Test("keeps the time exactly where the rate does not divide evenly")
  func uneven() throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 11_025), milliseconds: 10)
    let frames = slicer.append(Payload(Self.bytes(11_025 * 2)))
    #expect(frames.count == 100)
    #expect(Set(frames.map(\.count)) == [220, 222])
    #expect(slicer.carriedBytes == 0)
  }

  @Test("ends with nothing when nothing, or half a sample, is left")
  func finish() throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 16_000), milliseconds: 10)
    let first = slicer.finish()
    let frames = slicer.append(Payload([1]))
    let second = slicer.finish()
    #expect(first == nil)
    #expect(frames.isEmpty)
    #expect(second == nil)
    #expect(slicer.carriedBytes == 0)
  }

  @Test("fills up unsigned samples with their silence")
  func unsigned() throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 1_000, bytesPerSample: 1), milliseconds: 4)
    let frames = slicer.append(Payload([9]))
    let rest = slicer.finish()
    #expect(frames.isEmpty)
    #expect(rest == Payload([9, 128, 128, 128]))
  }

  @Test("forgets what waits when it is reset")
  func reset() throws {
    var slicer = try PCMSlicer(PCMFormat(sampleRate: 1_000), milliseconds: 2)
    let before = slicer.append(Payload([9, 9, 9]))
    slicer.reset()
    let after = slicer.append(Payload([1, 2, 3, 4]))
    #expect(before.isEmpty)
    #expect(after == [Payload([1, 2, 3, 4])])
  }

  @Test("is refused for durations that are no frames", arguments: [(16_000, 0), (16_000, -1), (16_000, 60_001), (50, 10)])
  func refused(_ rate: Int, _ milliseconds: Int) throws {
    let format = try PCMFormat(sampleRate: rate)
    #expect(throws: AudioError.self) { try PCMSlicer(format, milliseconds: milliseconds) }
  }

  @Test("is refused for samples that are not interleaved")
  func planar() throws {
    let format = try PCMFormat(sampleRate: 16_000, channels: 2, interleaved: false)
    #expect(throws: AudioError.self) { try PCMSlicer(format, milliseconds: 10) }
  }
}
