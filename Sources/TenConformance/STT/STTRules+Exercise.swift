internal import TenCore
internal import TenTesting

extension STTRules {
  static let samples: [String: Properties] = [
    "asr_finalize": ["finalize_id": "finalize-1", "metadata": ["session_id": "7"]]
  ]

  /// A second of a soft tone, and the wish to end the utterance.
  static func exercise(_ scene: ConformanceScene) async throws {
    for _ in 0..<50 {
      try scene.send(ExtensionConformance.audio("pcm_frame"))
      await scene.wait(.milliseconds(20))
    }
    try await scene.send(DataMessage("asr_finalize", samples["asr_finalize"] ?? [:]))
    await scene.wait(.milliseconds(500))
  }
}
