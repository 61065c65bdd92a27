internal import TenCore
internal import TenGraph

/// Reads what a message must look like, and where.
struct ExpectationReader {
  let findings: Findings

  static let participantEvents = ["hears", "sees", "data", "message", "joined", "left", "presence", "ended"]
  static let networkEvents = ["request", "opened", "message"]

  func read(_ reader: ObjectReader) -> Expectation? {
    guard let port = port(reader) else { return nil }
    var wanted = Expectation(port: port, spot: reader.spot)
    wanted.properties = reader.pattern("properties")
    wanted.frame = reader.pattern("frame")
    wanted.turn = reader.pattern("turn")
    wanted.payload = reader.pattern("payload")
    wanted.since = reader.string("since")
    wanted.count = reader.integer("count", in: 1...100_000) ?? 1
    wanted.isNext = reader.bool("next") ?? false
    return wanted
  }

  private func port(_ reader: ObjectReader) -> Port? {
    guard let place = reader.one(of: ["from", "at", "network"], "a place: a node ('from'), a participant ('at') or a rule ('network')") else {
      return nil
    }
    guard let name = reader.requiredString(place) else { return nil }
    switch place {
    case "from":
      if reader.has("event") {
        findings.error(.exclusiveKeys, "'event' belongs to 'at' and 'network'; a node sends messages", at: reader.spot.child("event"))
      }
      guard let kind = reader.one(of: KeySet.kinds, "a message"), let message = reader.requiredString(kind) else { return nil }
      return Port(place: .node(name), kind: kind, name: message)
    case "at": return event(reader, Self.participantEvents).map { Port(place: .participant(name), kind: $0) }
    default: return event(reader, Self.networkEvents).map { Port(place: .network(name), kind: $0) }
    }
  }

  private func event(_ reader: ObjectReader, _ events: [String]) -> String? {
    for kind in KeySet.kinds where reader.has(kind) {
      findings.error(.exclusiveKeys, "'\(kind)' belongs to 'from'; here an 'event' is expected", at: reader.spot.child(kind))
    }
    guard let event = reader.requiredString("event") else { return nil }
    guard events.contains(event) else {
      let list = "it must be one of \(String.enumeration(events, "or"))"
      findings.error(
        .badValue, "'event' cannot be '\(event)'", at: reader.spot.child("event"), suggestion: .didYouMean(event, events) ?? list)
      return nil
    }
    return event
  }
}
