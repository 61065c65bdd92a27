extension EndRecord {
  /// The record in the form in which it is printed and sent: one JSON object.
  public var value: Value {
    var object: Properties = [
      "session": .string(session), "graph": .string(graph), "reason": .string(reason.code.rawValue), "detail": .string(reason.detail),
    ]
    if let reasonNode { object["node"] = .string(reasonNode) }
    object["milliseconds"] = .float(milliseconds)
    object["nodes"] = .array(nodes.map(\.value))
    object["connections"] = .array(connections.map(\.value))
    if !memory.isEmpty { object["memory"] = .object(Self.value(ofMemory: memory)) }
    object["start"] = start
    object["audit"] = .array(audit.map(Value.string))
    return .object(object)
  }

  /// Bytes by node, the most first.
  package static func value(ofMemory memory: [String: Int]) -> Properties {
    Properties(memory.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, Value($0.value)) })
  }
}

extension EndRecord.Node {
  package var value: Value {
    var object: Properties = ["name": .string(name), "extension": .string(`extension`), "phase": .string(phase.rawValue), "errors": Value(errors)]
    if let lastError { object["last_error"] = .string(lastError) }
    if restarts > 0 { object["restarts"] = Value(restarts) }
    for (key, time) in [("prepared_at_ms", preparedAt), ("running_at_ms", runningAt), ("stopped_at_ms", stoppedAt)] {
      if let time { object[key] = .float(time) }
    }
    return .object(object)
  }
}

extension EndRecord.Connection {
  package var value: Value {
    var object: Properties = ["source": .string(source), "destination": .string(destination), "kind": .string(kind), "name": .string(name)]
    object.merge(counters.value)
    object["in_flight"] = Value(inFlight)
    if let results { object["results"] = .object(results.value) }
    if let fallbackOf { object["fallback_of"] = .string(fallbackOf) }
    return .object(object)
  }
}

extension Counters {
  /// `sent`, `delivered`, `rejected`, and `dropped` by reason where any was.
  public var value: Properties {
    var object: Properties = ["sent": Value(sent), "delivered": Value(delivered), "rejected": Value(rejected)]
    let reasons = droppedByReason
    if !reasons.isEmpty {
      object["dropped"] = .object(Properties(reasons.map { ($0.reason.key, Value($0.count)) }))
    }
    return object
  }
}
