internal import TenRuntime

/// What a conversation wants done, in this order.
enum ConversationAction: Sendable {
  /// End all turns so far.
  /// - Parameters:
  ///   - turn: the one that is cut off.
  ///   - request: the model's request that still runs.
  ///   - isBySpeech: whether it is measured: the user has spoken.
  case interrupt(turn: UInt32, request: String?, isBySpeech: Bool)
  /// Begin a turn, and tell which with `began`.
  case beginTurn(TurnWork)
  case speak(turn: UInt32, request: String, text: String, isEnd: Bool, session: String)
  case show(Transcript)
  case ask(ModelRequest)
  case abort(request: String)
  case call(ToolCall, of: String, node: String, turn: UInt32)
  case report(String)
  case log(TurnTimes)
}

/// What was said, for whoever shows it.
struct Transcript: Sendable, Hashable {
  var turn: UInt32
  var role: String
  var text: String
  var isFinal: Bool
  var stream: Int
  /// `transcribe`, or `raw` where the text is JSON.
  var kind = "transcribe"
}

struct ModelRequest: Sendable {
  var turn: UInt32
  var id: String
  var messages: [Value]
  var tools: [Value]
}

/// When the steps of a turn were reached, in nanoseconds of the loop's clock; 0 for what was not.
struct TurnTimes: Sendable, Hashable {
  var turn: UInt32
  var recognised: Int64 = 0
  var modelFirst: Int64 = 0
  var firstSentence: Int64 = 0
  var audioStart: Int64 = 0

  var line: String {
    "turn=\(turn) asr_final_ns=\(recognised) llm_first_ns=\(modelFirst) first_sentence_ns=\(firstSentence) tts_start_ns=\(audioStart)"
  }
}
