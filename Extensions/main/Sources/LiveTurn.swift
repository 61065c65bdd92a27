internal import TenCore
internal import TenGraph
internal import TenRuntime

/// The turn that is being thought about, spoken, or was spoken last.
struct LiveTurn: Sendable {
  let number: UInt32
  var request: String { "tts-request-\(number)" }
  /// The model's request that runs now.
  var modelRequest: String?
  var round = 0
  var splitter = SentenceSplitter()
  /// All that the model has said, as transcripts show it.
  var text = ""
  /// What this round's answer has brought.
  var roundText = ""
  /// What was handed over to be spoken.
  var spoken = ""
  var isComplete = false
  var isRoundDone = false
  /// What was asked, and the calls of tools that are complete.
  var messages: [Value] = []
  var calls: [ToolCall] = []
  var outputs: [String: String] = [:]
  var isRoundEnded = false
  var times: TurnTimes
  var isLogged = false
  /// When the audio will have been played, in nanoseconds.
  var playedAt: Int64?
  /// How many characters of `spoken` stand among the messages already.
  var spokenBefore = 0

  init(number: UInt32) {
    self.number = number
    times = TurnTimes(turn: number)
  }
}

extension LiveTurn {
  mutating func beginRound() {
    roundText = ""
    isRoundDone = false
    isRoundEnded = false
    calls = []
    outputs = [:]
  }

  /// Puts this round's text and its answered calls among the messages.
  mutating func keepRound() {
    if !roundText.isEmpty { messages.append(["role": "assistant", "content": .string(roundText)]) }
    for call in calls {
      guard let output = outputs[call.id] else { continue }
      messages.append([
        "type": "function_call", "id": .string(call.id), "call_id": .string(call.id), "name": .string(call.name),
        "arguments": .string(JSON.text(of: .object(call.arguments))), "role": "assistant",
      ])
      messages.append(["type": "function_call_output", "call_id": .string(call.id), "output": .string(output), "role": "tool"])
    }
    beginRound()
  }

  /// Whether ending it now keeps the user from hearing it to its end.
  func isCut(at now: Int64) -> Bool {
    if !isComplete { return true }
    guard times.audioStart > 0 else { return false }
    return playedAt.map { now < $0 } ?? true
  }

  /// What the history keeps of the turn: of an answer that was cut, what was handed over to be spoken.
  func remembered(isCut: Bool) -> [Value] {
    guard isCut else { return messages }
    var kept = self
    if isComplete {
      // Its text stands last.
      if let last = kept.messages.indices.last, kept.messages[last].object?["role"] == "assistant",
        let text = kept.messages[last].object?["content"]?.string
      {
        kept.messages[last] = ["role": "assistant", "content": .string(text + Conversation.interruptedMark)]
      }
      return kept.messages
    }
    kept.roundText = ""
    kept.keepRound()
    let said = String(spoken.dropFirst(spokenBefore))
    if !said.isEmpty { kept.messages.append(["role": "assistant", "content": .string(said + Conversation.interruptedMark)]) }
    return kept.messages
  }
}
