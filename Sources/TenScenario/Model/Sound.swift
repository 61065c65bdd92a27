internal import Glibc
internal import TenAudio
internal import TenCore

/// What a participant says, or a node sends as audio: pieces of 20 ms of 16-bit samples.
struct Sound: Sendable, Hashable {
  let sampleRate: Int
  let channels: Int
  /// Each 20 ms long, the last perhaps shorter.
  let pieces: [Payload]
  /// Sent at once instead of one every 20 ms.
  var isFast = false
  /// For reports: `tone of 440 Hz`.
  let words: String

  static let piece = Duration.milliseconds(20)
  static let longest = Duration.seconds(600)

  init(sampleRate: Int, channels: Int, samples: Payload, words: String) {
    self.sampleRate = sampleRate
    self.channels = channels
    self.words = words
    let bytes = max(2 * channels, sampleRate / 50 * 2 * channels)
    pieces = stride(from: 0, to: samples.count, by: bytes).map { samples[$0..<min($0 + bytes, samples.count)] }
  }

  static func silence(_ length: Duration, sampleRate: Int, channels: Int) -> Sound {
    Sound(sampleRate: sampleRate, channels: channels, samples: Payload(count: count(length, sampleRate) * 2 * channels) { _ in }, words: "silence")
  }

  static func tone(_ hertz: Double, _ length: Duration, sampleRate: Int, channels: Int) -> Sound {
    let step = 2 * Double.pi * hertz / Double(sampleRate)
    let samples = (0..<count(length, sampleRate)).flatMap { index in
      [Int16](repeating: Int16(16_000 * sin(step * Double(index))), count: channels)
    }
    return Sound(sampleRate: sampleRate, channels: channels, samples: Payload(int16: samples), words: "a tone of \(hertz) Hz")
  }

  /// Sound that carries a number, as `tts_tones` makes it.
  static func number(_ number: Int, _ length: Duration, sampleRate: Int) -> Sound {
    let milliseconds = Int(length.nanoseconds / 1_000_000)
    let samples = TonePair.samples(number, sampleRate: sampleRate, milliseconds: milliseconds)
    return Sound(sampleRate: sampleRate, channels: 1, samples: Payload(int16: samples), words: "the number \(number)")
  }

  /// - Throws: `AudioError`.
  static func file(_ path: String) throws(AudioError) -> Sound {
    let reader = try WAVReader(path: path)
    var bytes: [UInt8] = []
    let most = Int(longest.nanoseconds / 1_000_000_000) * reader.format.sampleRate * reader.format.channels * 2
    while bytes.count < most {
      let piece = try reader.read(maximumFrames: 65_536)
      if piece.isEmpty { break }
      PCM.int16(piece, reader.format).withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return Sound(sampleRate: reader.format.sampleRate, channels: reader.format.channels, samples: Payload(bytes), words: "the file \(path)")
  }

  private static func count(_ length: Duration, _ sampleRate: Int) -> Int { Int(length.nanoseconds / 1_000_000) * sampleRate / 1_000 }
}
