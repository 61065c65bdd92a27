internal import TenCore

/// Finds what was said among the messages of a session: the data messages with which `main` shows it.
enum TranscriptTap {
  private static let name: MessageName = "message"
  /// Characters of one text.
  private static let longest = 65_536

  /// The body of a transcript event; nil for any other message. On the hot path of every message.
  static func transcript(in envelope: Envelope) -> Properties? {
    guard envelope.kind == .data, envelope.name == name, let text = envelope.properties["text"]?.string,
      let role = envelope.properties["role"]?.string
    else { return nil }
    var body: Properties = ["role": .string(role), "text": .string(String(text.prefix(longest)))]
    body["is_final"] = .bool(envelope.properties["is_final"]?.bool ?? true)
    if let stream = envelope.properties["stream_id"] { body["stream_id"] = stream }
    if let kind = envelope.properties["data_type"] { body["data_type"] = kind }
    body["turn"] = Value(envelope.turn.number)
    return body
  }
}
