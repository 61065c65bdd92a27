internal import TenCore
internal import TenTesting

extension STTRules {
  static let metadata: Value = ["session_id": "182837"]

  /// Frames of 20 ms without a sound.
  static func silence(_ milliseconds: Int) -> [AudioFrame] {
    let frame = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 0, count: 640)))
    return [AudioFrame](repeating: frame, count: milliseconds / 20)
  }

  /// Has the node hear the author's utterance twice, once ended by silence and once by asr_finalize, and checks what came.
  static func listen(_ subject: ConformanceSubject, _ seed: UInt64, _ check: @escaping @Sendable (ConformanceScene) throws -> Void) throws {
    guard let speech = subject.conformance.makeSpeech?() else {
      throw RuleDoesNotApply("its author gives no utterance (ExtensionConformance.speech)")
    }
    _ = try subject.run(seed) { scene in
      try await scene.hear(silence(500) + speech + silence(2_000))
      try await scene.hear(speech)
      try await scene.finalize("end")
      await scene.wait(.seconds(2))
      scene.stage.change { $0.lastSpeechMilliseconds = speech.reduce(0) { $0 + $1.milliseconds } }
      try check(scene)
    }
  }
}

extension AudioFrame {
  fileprivate var milliseconds: Int { Int(duration / .milliseconds(1)) }
}

extension ConformanceScene {
  /// Sends audio in real time.
  func hear(_ frames: [AudioFrame]) async throws {
    for var frame in frames {
      frame["metadata"] = STTRules.metadata
      frame.turn = .none
      try send(frame)
      stage.change { $0.heardMilliseconds += frame.milliseconds }
      await wait(frame.duration)
    }
  }

  func finalize(_ id: String) async throws {
    try await send(DataMessage("asr_finalize", ["finalize_id": .string(id), "metadata": STTRules.metadata]))
  }

  func results(of name: String) -> [DataMessage] { data(name) }
}
