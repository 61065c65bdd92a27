internal import TenAudio
internal import TenChannel
internal import TenCore

/// What one participant has said and shown, and its recording.
final class HeardParticipant {
  /// Frames that come this late are late, not a gap.
  private static let patience: UInt64 = 60_000_000
  /// Quieter samples are silence.
  private static let audible = 32
  static let silence: UInt64 = 400_000_000

  let uid: UInt32
  private(set) var frames = 0
  private(set) var microseconds = 0
  private(set) var videoFrames = 0
  private(set) var videoBytes = 0
  /// Frames that were not recorded, being of another format than the first.
  private(set) var unrecorded = 0
  /// When it began to speak; nil while it is silent.
  var speaksSince: UInt64?
  /// When the last frame with sound in it came.
  private(set) var heardAt: UInt64 = 0
  /// What it says in tones; nil when nobody asked for it.
  private(set) var tones: ToneLog?

  private let path: String?
  private var writer: WAVWriter?
  private var begun: UInt64 = 0
  private var written = 0

  init(_ uid: UInt32, folder: String?, readsTones: Bool) {
    self.uid = uid
    tones = readsTones ? ToneLog() : nil
    path = folder.map { "\($0)/\(uid).wav" }
  }

  /// - Returns: whether there is sound in it.
  func add(_ audio: ChannelAudio, now: UInt64) throws(AudioError) -> Bool {
    let format = try PCMFormat(sampleRate: audio.sampleRate, channels: audio.channels)
    frames += 1
    microseconds += format.microseconds(ofBytes: audio.payload.count)
    let isAudible = Self.isAudible(audio.payload)
    if isAudible { heardAt = now }
    tones?.add(isAudible ? .sound(TonePair.number(in: audio.payload, sampleRate: audio.channels == 1 ? audio.sampleRate : 0)) : .silence, now: now)
    try record(audio, format, now)
    return isAudible
  }

  func add(_ video: ChannelVideo) {
    videoFrames += 1
    videoBytes += video.payload.count
  }

  /// Writes where it belongs by its arrival: what comes early is appended, where nothing came is silence.
  private func record(_ audio: ChannelAudio, _ format: PCMFormat, _ now: UInt64) throws(AudioError) {
    guard let path else { return }
    if writer == nil {
      writer = try WAVWriter(path: path, format: format)
      begun = now
    }
    guard let writer, writer.format == format else {
      unrecorded += 1
      return
    }
    let due = Int((now - begun) / 1_000) * format.sampleRate / 1_000_000
    let patience = Int(Self.patience / 1_000) * format.sampleRate / 1_000_000
    if due > written + patience {
      var missing = due - written
      written = due
      while missing > 0 {
        let piece = min(missing, format.sampleRate)
        try writer.write(Payload(count: piece * format.bytesPerFrame) { _ in })
        missing -= piece
      }
    }
    try writer.write(audio.payload)
    written += audio.payload.count / format.bytesPerFrame
  }

  /// What was said in tones since the last call.
  func takeTones(now: UInt64) -> [ToneLog.Run] { tones?.take(now: now) ?? [] }

  func close() throws(AudioError) {
    let writer = writer
    self.writer = nil
    try writer?.close()
  }

  private static func isAudible(_ payload: Payload) -> Bool {
    payload.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 1, by: 2).contains {
        Int(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int16.self))).magnitude > UInt(audible)
      }
    }
  }
}
