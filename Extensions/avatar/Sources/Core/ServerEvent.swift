internal import TenCore
internal import TenGraph

/// What the vendor says over the realtime WebSocket.
enum ServerEvent: Hashable, Sendable {
  enum Speech: String { case started = "speak_started", ended = "speak_ended", interrupted = "speak_interrupted" }

  case connected
  /// The vendor ends the session: closing, closed, disconnected.
  case leaving(state: String)
  /// `source`: the id of the utterance that it is about; empty when the vendor does not say.
  case speech(Speech, source: String)
  case error(type: String, message: String, source: String)
  case warning(type: String, message: String)
  /// Known and of no use here, or unknown.
  case other
  case malformed

  init(_ text: String) {
    guard let object = (try? JSON.parse(text, limits: JSON.Limits(bytes: 262_144, depth: 16)))?.object, let type = object["type"]?.string else {
      self = .malformed
      return
    }
    let source = object["source_event_id"]?.string ?? ""
    switch type {
    case "session.state_updated": self = Self.state(object["state"]?.string ?? "")
    case "agent.speak_started": self = .speech(.started, source: source)
    case "agent.speak_ended": self = .speech(.ended, source: source)
    case "agent.speak_interrupted": self = .speech(.interrupted, source: source)
    case "error":
      let error = object["error"]?.object ?? object
      self = .error(type: Self.word(error["type"]), message: error["message"]?.string ?? "", source: error["event_id"]?.string ?? source)
    case "warning":
      let warning = object["warning"]?.object ?? object
      self = .warning(type: Self.word(warning["type"]), message: warning["message"]?.string ?? "")
    default: self = .other
    }
  }

  private static func state(_ state: String) -> ServerEvent {
    switch state {
    case "connected": .connected
    case "closing", "closed", "disconnected": .leaving(state: state)
    default: .other
    }
  }

  /// `error` and `warning` name the kind of message where the vendor leaves the inner type out.
  private static func word(_ value: Value?) -> String {
    guard let text = value?.string, text != "error", text != "warning" else { return "unknown" }
    return text
  }
}
