import TenAudio
import TenCore

/// WAV files put together by hand, right and wrong.
enum WAVBytes {
  static func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }

  /// A chunk with its pad byte; `size` overrides what the header says.
  static func chunk(_ name: String, _ body: [UInt8], size: UInt32? = nil) -> [UInt8] {
    Array(name.utf8) + little(size ?? UInt32(body.count), 4) + body + (body.count % 2 == 1 ? [0] : [])
  }

  static func fmt(tag: UInt32 = 1, channels: UInt32 = 1, rate: UInt32 = 16_000, bits: UInt32 = 16, align: UInt32? = nil, byteRate: UInt32? = nil)
    -> [UInt8]
  {
    let frame = align ?? channels * bits / 8
    return little(tag, 2) + little(channels, 2) + little(rate, 4) + little(byteRate ?? rate &* frame, 4) + little(frame, 2) + little(bits, 2)
  }

  static let guidTail: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]

  static func extensible(_ fmt: [UInt8], valid: UInt32 = 16, tag: UInt32 = 1, tail: [UInt8] = guidTail) -> [UInt8] {
    little(0xFFFE, 2) + fmt[2...] + little(22, 2) + little(valid, 2) + little(0, 4) + little(tag, 2) + tail
  }

  static func file(_ chunks: [UInt8]..., riff: String = "RIFF", kind: String = "WAVE", size: UInt32? = nil) -> [UInt8] {
    let body = Array(kind.utf8) + chunks.flatMap { $0 }
    return Array(riff.utf8) + little(size ?? UInt32(body.count), 4) + body
  }

  static let samples: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0]
}

/// A source that gives few bytes at a time, as a pipe may.
final class Dribble: ByteSource {
  let name = "dribble"
  private let memory: ByteMemory
  private let most: Int

  init(_ bytes: [UInt8], most: Int) {
    memory = ByteMemory(bytes)
    self.most = most
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
    try memory.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(most)))
  }
}

extension WAVReader {
  /// Everything that is left, in pieces of `frames`.
  func all(_ frames: Int = 3) throws(AudioError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece = try read(maximumFrames: frames)
      if piece.isEmpty { return bytes }
      piece.withUnsafeBytes { bytes += $0 }
    }
  }
}
