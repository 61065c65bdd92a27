internal import TenCore
internal import TenTesting

extension TTSRules {
  static let samples: [String: Properties] = [
    "tts_text_input": ["request_id": "request-1", "text": "one two three.", "text_input_end": true, "metadata": ["session_id": "7"]],
    "tts_flush": ["flush_id": "flush-1", "metadata": ["session_id": "7"]],
  ]

  /// Two turns, with a request in two pieces and one that waits for it; the second turn is flushed.
  static func exercise(_ scene: ConformanceScene) async throws {
    let run = scene.data("tts_flush_end").count
    for number in 1...2 {
      let turn = try scene.beginTurn()
      let first = "exercise-\(run)-\(number)"
      try await scene.say("one two three,", first, end: false, in: turn)
      try await scene.say("four.", first, in: turn)
      try await scene.say("five six.", first + "b", in: turn)
      if number == 2 { try await scene.flush("flush-\(run)", in: turn) }
      await scene.wait(.milliseconds(500))
    }
  }
}

extension ConformanceScene {
  /// Sends text that is to be spoken.
  func say(_ text: String, _ request: String, end: Bool = true, metadata: Value = ["session_id": "7"], in turn: Turn) async throws {
    try await send(
      DataMessage(
        "tts_text_input", ["request_id": .string(request), "text": .string(text), "text_input_end": .bool(end), "metadata": metadata]), in: turn)
  }

  func flush(_ id: String, in turn: Turn = .none) async throws {
    try await send(DataMessage("tts_flush", ["flush_id": .string(id), "metadata": ["session_id": "7"]]), in: turn)
  }
}
