internal import TenCore
internal import TenGraph

/// What is said to the vendor over the realtime WebSocket.
enum ClientMessage: Hashable, Sendable {
  case speak(eventID: String, audio: [UInt8])
  case speakEnd(eventID: String)
  case interrupt(eventID: String)
  case keepAlive(eventID: String)

  /// One JSON text frame.
  var text: String {
    switch self {
    case .speak(let id, let audio):
      JSON.text(of: .object(["type": "agent.speak", "event_id": .string(id), "audio": .string(Base64.encode(audio))]))
    case .speakEnd(let id): JSON.text(of: .object(["type": "agent.speak_end", "event_id": .string(id)]))
    case .interrupt(let id): JSON.text(of: .object(["type": "agent.interrupt", "event_id": .string(id)]))
    case .keepAlive(let id): JSON.text(of: .object(["type": "session.keep_alive", "event_id": .string(id)]))
    }
  }
}
