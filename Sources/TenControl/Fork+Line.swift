internal import TenCore

extension ForkRequest {
  public init(line: [UInt8]) throws(ControlError) {
    let object = try ControlObject(line: line)
    guard try object.type == "fork" else { throw ControlError("'\(try object.type)' is no request to a fork server") }
    let limits = ControlObject(try object.object("limits"))
    self = .fork(
      HostSeed(
        host: try object.string("host"), lease: try object.string("lease"), epoch: try object.int("epoch"),
        limits: HostLimits(
          memory: limits.optionalInt("memory"), processorSeconds: limits.optionalInt("cpu_seconds"), descriptors: limits.optionalInt("descriptors"),
          cgroup: limits.optionalString("cgroup"), logBytes: try limits.int("log_bytes"), grace: try limits.int("grace_ms"))))
  }

  public var line: [UInt8] {
    switch self {
    case .fork(let seed):
      var limits: Properties = ["log_bytes": Value(seed.limits.logBytes), "grace_ms": Value(seed.limits.grace)]
      limits.add("memory", seed.limits.memory.map { Value($0) })
      limits.add("cpu_seconds", seed.limits.processorSeconds.map { Value($0) })
      limits.add("descriptors", seed.limits.descriptors.map { Value($0) })
      limits.add("cgroup", seed.limits.cgroup.map(Value.string))
      return ControlObject.line([
        "type": "fork", "host": .string(seed.host), "lease": .string(seed.lease), "epoch": Value(seed.epoch), "limits": .object(limits),
      ])
    }
  }
}

extension ForkReply {
  public init(line: [UInt8]) throws(ControlError) {
    let object = try ControlObject(line: line)
    switch try object.type {
    case "ready": self = .ready(try ForkGreeting(object))
    case "invalid": self = .invalid(try object.array("problems"))
    case "forked":
      self = .forked(host: try object.string("host"), processID: try object.int("pid"), startTime: try object.int("start_time"))
    case "failed": self = .failed(host: try object.string("host"), reason: try object.string("reason"))
    case "exited": self = .exited(host: try object.string("host"), code: object.optionalInt("code"), signal: object.optionalInt("signal"))
    case let other: throw ControlError("'\(other)' is no reply of a fork server")
    }
  }

  public var line: [UInt8] { ControlObject.line(fields) }

  private var fields: Properties {
    switch self {
    case .ready(let greeting): return greeting.fields
    case .invalid(let problems): return ["type": "invalid", "problems": .array(problems)]
    case .forked(let host, let processID, let startTime):
      return ["type": "forked", "host": .string(host), "pid": Value(processID), "start_time": Value(startTime)]
    case .failed(let host, let reason): return ["type": "failed", "host": .string(host), "reason": .string(reason)]
    case .exited(let host, let code, let signal):
      var fields: Properties = ["type": "exited", "host": .string(host)]
      fields.add("code", code.map { Value($0) })
      fields.add("signal", signal.map { Value($0) })
      return fields
    }
  }
}

extension ForkGreeting {
  init(_ object: ControlObject) throws(ControlError) {
    try ControlProtocol.check(object.optionalInt("protocol"))
    var files: [GraphFileDigest] = []
    for file in try object.array("files") {
      let file = ControlObject(file.object ?? Properties())
      guard let hash = UInt64(try file.string("hash"), radix: 16) else { throw ControlError("the hash of a file is no hexadecimal number") }
      files.append(GraphFileDigest(path: try file.string("path"), bytes: try file.int("bytes"), hash: hash))
    }
    self.init(
      version: try object.string("version"), processID: try object.int("pid"), graph: try object.string("graph"), files: files,
      takes: try object.array("takes"), extensions: try object.array("extensions").compactMap(\.string))
  }

  var fields: Properties {
    [
      "type": "ready", "protocol": Value(protocolVersion), "version": .string(version), "pid": Value(processID), "graph": .string(graph),
      "files": .array(files.map { ["path": .string($0.path), "bytes": Value($0.bytes), "hash": .string(String($0.hash, radix: 16))] }),
      "takes": .array(takes), "extensions": .array(extensions.map(Value.string)),
    ]
  }
}
