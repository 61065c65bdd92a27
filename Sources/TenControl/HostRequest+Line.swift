internal import TenCore

extension HostRequest {
  /// - Parameter line: without its end.
  public init(line: [UInt8]) throws(ControlError) {
    let object = try ControlObject(line: line)
    switch try object.type {
    case "hello": self = .hello(lease: try object.string("lease"), epoch: try object.int("epoch"), since: try object.int("since"))
    case "start": self = .start(id: try object.int("id"), session: try object.string("session"), try StartRequest(object))
    case "cmd":
      self = .command(
        id: try object.int("id"), node: try object.string("dest"), name: try object.string("name"), try object.object("properties"),
        milliseconds: object.optionalInt("timeout_ms"))
    case "data":
      self = .data(id: try object.int("id"), node: try object.string("dest"), name: try object.string("name"), try object.object("properties"))
    case "interrupt": self = .interrupt(id: try object.int("id"))
    case "stop": self = .stop(try object.word("reason", EndReason.Code.self), detail: object.optionalString("detail") ?? "")
    case "state": self = .state(id: try object.int("id"))
    case "watch": self = .watch(milliseconds: try object.int("interval_ms"))
    case "ack": self = .acknowledge(sequence: try object.int("seq"))
    case let other: throw ControlError("'\(other)' is no request of a server to a host")
    }
  }

  public var line: [UInt8] { ControlObject.line(fields) }

  private var fields: Properties {
    switch self {
    case .hello(let lease, let epoch, let since):
      return ["type": "hello", "lease": .string(lease), "epoch": Value(epoch), "since": Value(since)]
    case .start(let id, let session, let request):
      var fields: Properties = ["type": "start", "id": Value(id), "session": .string(session)]
      fields.merge(request.fields)
      return fields
    case .command(let id, let node, let name, let properties, let milliseconds):
      var fields: Properties = [
        "type": "cmd", "id": Value(id), "dest": .string(node), "name": .string(name), "properties": .object(properties),
      ]
      fields.add("timeout_ms", milliseconds.map { Value($0) })
      return fields
    case .data(let id, let node, let name, let properties):
      return ["type": "data", "id": Value(id), "dest": .string(node), "name": .string(name), "properties": .object(properties)]
    case .interrupt(let id): return ["type": "interrupt", "id": Value(id)]
    case .stop(let code, let detail): return ["type": "stop", "reason": .string(code.rawValue), "detail": .string(detail)]
    case .state(let id): return ["type": "state", "id": Value(id)]
    case .watch(let milliseconds): return ["type": "watch", "interval_ms": Value(milliseconds)]
    case .acknowledge(let sequence): return ["type": "ack", "seq": Value(sequence)]
    }
  }
}

extension StartRequest {
  init(_ object: ControlObject) throws(ControlError) {
    var nodes: [String: Properties] = [:]
    for (name, value) in try object.object("nodes") {
      guard let properties = value.object else { throw ControlError("the overrides of node '\(name)' are no object") }
      nodes[name] = properties
    }
    self.init(
      values: try object.object("start"), offered: Set(try object.array("offered").compactMap(\.string)), nodes: nodes,
      fromEnvironment: Set(try object.array("masked").compactMap(\.string)))
  }

  var fields: Properties {
    [
      "start": .object(values), "offered": .array(offered.sorted().map(Value.string)),
      "nodes": .object(Properties(nodes.sorted { $0.key < $1.key }.map { ($0.key, Value.object($0.value)) })),
      "masked": .array(fromEnvironment.sorted().map(Value.string)),
    ]
  }
}
