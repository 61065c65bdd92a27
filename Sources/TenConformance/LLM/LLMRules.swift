internal import TenCore
internal import TenRuntime
internal import TenTesting

/// What a model must do: `chat_completion` with partial results and one final, `abort`, and the end of its turn.
enum LLMRules {
  static let all: [ConformanceRule] = answering + ending + failing

  /// Longer than any rule waits.
  static let patience = Duration.seconds(600)
  /// By when a vendor that does not answer is given up.
  static let slowest = Duration.seconds(300)
  /// By when an abort, or the end of a turn, is through.
  static let soon = Duration.milliseconds(500)

  static func request(_ id: String, _ question: String) -> Properties {
    ["request_id": .string(id), "messages": [["role": "user", "content": .string(question)]]]
  }

  static func sample(_ name: String) -> Properties? {
    switch name {
    case "chat_completion": request("sample-1", "How are you?")
    case "abort": ["request_id": "sample-1"]
    default: nil
    }
  }

  /// Asks in two turns; the second is interrupted.
  static func exercise(_ scene: ConformanceScene) async throws {
    for number in 1...2 {
      let turn = try scene.beginTurn()
      try scene.post(Command("chat_completion", request("exercise-\(number)", "How are you?")), in: turn)
      await scene.wait(.milliseconds(300))
      try scene.post(Command("abort", ["request_id": "exercise-other"]), in: turn)
      await scene.wait(.milliseconds(100))
    }
    try await scene.interrupt()
    await scene.wait(.milliseconds(200))
  }
}
