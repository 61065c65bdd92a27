internal import TenCore

/// What a session looks like now, collected from its loops one after the other.
struct SessionSnapshot: Sendable {
  struct Node: Sendable {
    var record: EndRecord.Node
    /// Messages that wait in its lanes, and handlers that have begun and not ended.
    var queued: Int
    var handlers: Int
  }

  struct Way: Sendable {
    var connection: EndRecord.Connection
    /// nil for what the graph connects to nobody.
    var source: Connection?
    /// Milliseconds since the last message was sent.
    var age: UInt64?
  }

  var nodes: [NodeIndex: Node] = [:]
  var ways: [Way] = []
  /// Commands that wait for their final result.
  var pending = 0
}

extension SessionSnapshot.Node {
  var value: Value {
    var object: Properties = [
      "name": .string(record.name), "extension": .string(record.extension), "state": .string(record.phase.rawValue), "errors": Value(record.errors),
      "restarts": Value(record.restarts), "queued": Value(queued), "handlers": Value(handlers),
    ]
    if let error = record.lastError { object["last_error"] = .string(error) }
    if let time = record.preparedAt { object["prepared_ms"] = .float(time) }
    if let time = record.runningAt { object["running_ms"] = .float(time) }
    return .object(object)
  }
}

extension SessionSnapshot.Way {
  var value: Value {
    guard var object = connection.value.object else { return .null }
    if let age { object["age_ms"] = Value(Int(age)) }
    return .object(object)
  }
}
