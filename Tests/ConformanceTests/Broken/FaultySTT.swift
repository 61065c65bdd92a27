import TenCore
import TenGraph
import TenRuntime

/// A sound STT that takes everything loud for the word "hello", but for the one defect that its property names.
actor FaultySTT: Extension {
  static let manifest = Manifest(
    embedded: Array(
      """
      {
        "type": "extension", "name": "faulty_stt", "version": "0.1.0",
        "api": {
          "audio_frame_in": [{"name": "pcm_frame"}],
          "data_in": [{"name": "asr_finalize"}],
          "data_out": [{"name": "asr_result", "turn": "none"}, {"name": "asr_finalize_end"}]
        }
      }
      """.utf8))
  nonisolated let context: ExtensionContext
  private let defect: String
  private var metadata = Value.object([:])
  private var id: String?
  private var position = 0
  private var start = 0
  private var quiet = 0
  private var told = 0

  init(_ context: ExtensionContext) {
    self.context = context
    defect = context.properties["defect"]?.string ?? ""
  }

  func handle(_ frame: AudioFrame) async throws {
    guard frame.sampleRate >= 8_000, frame.bytesPerSample == 2, frame.channels == 1 else { return }
    let length = defect == "bytes" ? frame.payload.count : frame.samplesPerChannel * 1_000 / frame.sampleRate
    if let metadata = frame["metadata"] { self.metadata = metadata }
    position += length
    guard frame.isLoud else { return try await wasQuiet(length) }
    if id == nil {
      id = makeID()
      start = position - length
      told = start
    }
    quiet = 0
    if position - told >= 200 { try await tell(isFinal: false) }
  }

  func handle(_ data: DataMessage) async throws {
    guard data.name == "asr_finalize" else { return }
    if id != nil {
      try await tell(isFinal: true)
    } else if defect == "idle" {
      return
    } else if defect == "noise" {
      start = position
      id = makeID()
      try await tell(isFinal: true)
    }
    try await context.send(
      DataMessage("asr_finalize_end", ["finalize_id": data["finalize_id"] ?? .null, "metadata": data["metadata"] ?? metadata]))
  }

  private func wasQuiet(_ length: Int) async throws {
    guard id != nil else { return }
    quiet += length
    if quiet >= 300, defect != "endless" { try await tell(isFinal: true) }
  }

  private func tell(isFinal: Bool) async throws {
    let id = defect == "ids" ? makeID() : id ?? makeID()
    var result = DataMessage(
      "asr_result",
      [
        "id": .string(id), "text": "hello", "final": .bool(isFinal), "start_ms": Value(start), "duration_ms": Value(position - start),
        "language": "en-US", "metadata": defect == "session" ? ["session_id": "100"] : metadata,
      ])
    if defect == "schema" { result["language"] = nil }
    told = position
    if isFinal { self.id = nil }
    try await context.send(result)
  }

  private func makeID() -> String { String(context.random.next(), radix: 16) }
}

extension AudioFrame {
  fileprivate var isLoud: Bool {
    payload.withUnsafeBytes { bytes in bytes.count >= 2 && abs(Int(bytes.loadUnaligned(as: Int16.self))) > 500 }
  }

  /// 20 ms of something loud.
  static let loud = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 16, count: 640)))
}
