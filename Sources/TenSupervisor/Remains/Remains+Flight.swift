internal import TenCore

/// What the flight recorder tells of a host's last moment.
struct FlightRemains: Sendable {
  /// The node whose code ran, and the message that it had in hand.
  var node: String?
  var message: String?
  /// The headers of the last messages, the oldest first.
  var headers: [Value] = []

  var hand: String? {
    guard let node else { return nil }
    return message.map { "node '\(node)' had \($0) in hand" } ?? "node '\(node)' was running"
  }

  var value: Value {
    var object = Properties()
    if let node { object["node"] = .string(node) }
    if let message { object["message"] = .string(message) }
    object["headers"] = .array(headers)
    return .object(object)
  }
}

extension Remains {
  var flight: FlightRemains? { nil }
}
