public import TenCore

extension HostReply {
  public init(line: [UInt8]) throws(ControlError) {
    let object = try ControlObject(line: line)
    switch try object.type {
    case "hello": self = .hello(try HostGreeting(object))
    case "refused": self = .refused(reason: try object.string("reason"))
    case "result":
      guard let status = CommandResult.Status(name: try object.string("status")) else { throw ControlError("a result has an unknown status") }
      self = .result(id: try object.int("id"), status: status, isFinal: object.fields["final"]?.bool ?? true, try object.object("properties"))
    case "event":
      self = .event(
        HostEvent(
          sequence: try object.int("seq"), kind: try object.word("kind", HostEvent.Kind.self), time: try object.int("time"),
          body: try object.object("body")))
    case let other: throw ControlError("'\(other)' is no reply of a host")
    }
  }

  public var line: [UInt8] { ControlObject.line(fields) }

  private var fields: Properties {
    switch self {
    case .hello(let greeting): return greeting.fields
    case .refused(let reason): return ["type": "refused", "reason": .string(reason)]
    case .result(let id, let status, let isFinal, let properties):
      return ["type": "result", "id": Value(id), "status": .string(status.name), "final": .bool(isFinal), "properties": .object(properties)]
    case .event(let event):
      return [
        "type": "event", "seq": Value(event.sequence), "kind": .string(event.kind.rawValue), "time": Value(event.time), "body": .object(event.body),
      ]
    }
  }
}

extension HostGreeting {
  init(_ object: ControlObject) throws(ControlError) {
    try ControlProtocol.check(object.optionalInt("protocol"))
    self.init(
      host: try object.string("host"), version: try object.string("version"), processID: try object.int("pid"), graph: try object.string("graph"),
      state: try object.word("state", State.self), session: object.optionalString("session"), epoch: try object.int("epoch"),
      sequence: try object.int("seq"))
    if object.fields["secrets"] != nil { secrets = try object.array("secrets").compactMap(\.string).map { Secret($0) } }
  }

  var fields: Properties {
    var fields: Properties = [
      "type": "hello", "protocol": Value(protocolVersion), "host": .string(host), "version": .string(version), "pid": Value(processID),
      "graph": .string(graph), "state": .string(state.rawValue), "epoch": Value(epoch), "seq": Value(sequence),
    ]
    fields.add("session", session.map(Value.string))
    fields.add("secrets", secrets.map { .array($0.map { .string($0.reveal()) }) })
    return fields
  }
}

extension CommandResult.Status {
  /// The status as the control channel and the API write it.
  public var name: String {
    switch self {
    case .ok: "ok"
    case .error: "error"
    case .timeout: "timeout"
    case .stopped: "stopped"
    case .crashed: "crashed"
    case .noRoute: "no_route"
    case .unhandled: "unhandled"
    case .unanswered: "unanswered"
    case .cancelled: "cancelled"
    case .deadlock: "deadlock"
    case .overdraft: "overdraft"
    case .invalid: "invalid"
    }
  }

  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
