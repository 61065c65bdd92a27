internal import TenCore

/// Makes `asr_result` of what is heard: one id until the final, interims only when the text has changed and not too often.
struct Results: Sendable {
  let language: String
  let interval: Duration
  private var id: String?
  private var text = ""
  private var sent: Duration?

  init(language: String, interval: Duration) {
    self.language = language
    self.interval = interval
  }

  /// - Parameter makeID: called for the first result of an utterance.
  mutating func result(_ heard: Decoder.Heard, metadata: Value, now: Duration, makeID: () -> String) -> DataMessage? {
    switch heard {
    case .partial(let text, let start, let end):
      guard !text.isEmpty, text != self.text else { return nil }
      if let sent, now - sent < interval { return nil }
      let id = id ?? makeID()
      self.id = id
      self.text = text
      sent = now
      return message(id, text, false, start, end, metadata)
    case .final(let text, let words, let start, let end):
      defer {
        id = nil
        self.text = ""
        sent = nil
      }
      // Noise; but an utterance that was announced is closed.
      guard id != nil || !text.isEmpty else { return nil }
      var message = message(id ?? makeID(), text, true, start, end, metadata)
      message["words"] = .array(
        words.map {
          ["word": .string($0.text), "start_ms": Value($0.start), "duration_ms": Value($0.duration), "stable": true]
        })
      return message
    }
  }

  private func message(_ id: String, _ text: String, _ isFinal: Bool, _ start: Int, _ end: Int, _ metadata: Value) -> DataMessage {
    DataMessage(
      "asr_result",
      [
        "id": .string(id), "text": .string(text), "final": .bool(isFinal), "start_ms": Value(start), "duration_ms": Value(max(0, end - start)),
        "language": .string(language), "metadata": metadata,
      ])
  }
}
