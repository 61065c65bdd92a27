import TenCore
import TenRuntime

/// A node whose behaviour is given by its properties, for tests of the kit.
actor Worker: Extension {
  static let manifest: Manifest = {
    var manifest = Manifest(name: "worker")
    manifest.messages = [MessageSpec(.out, .data, "listed"), MessageSpec(.out, .command, "ask")]
    manifest.peers = [
      .init(role: "helper", defaultNode: "helper_node"), .init(role: "spare", defaultNode: "spare_node", optional: true),
    ]
    manifest.start = ObjectSchema([
      .init("channel", PropertySchema(.string)), .init("token", PropertySchema(.string, secret: true)),
    ])
    manifest.properties = ObjectSchema([.init("rounds", PropertySchema(.int32)), .init("key", PropertySchema(.string, secret: true))])
    return manifest
  }()
  static let defaults: Properties = ["rounds": 1, "key": ""]
  nonisolated let context: ExtensionContext
  private var token = ""

  init(_ context: ExtensionContext) throws {
    self.context = context
    if try context.properties.int("rounds") < 0 { throw PropertyOutOfRange() }
  }

  func start(_ start: StartMessage) async throws {
    token = start["token"]?.string ?? ""
    context.log.info("in channel \(start["channel"]?.string ?? "none")")
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "ask":
      let timeout = command["timeout_ms"]?.int.map { Duration.milliseconds($0) }
      let result = try await context.send(Command("ask", command.properties), timeout: timeout)
      return CommandResult(result.status, result.properties)
    case "ask_helper": return try await context.send(Command("ask", command.properties), to: context.peer("helper") ?? "")
    case "peers": return .ok(["helper": .string(context.peer("helper") ?? ""), "spare": .string(context.peer("spare") ?? "")])
    case "tell":
      let to = command["to"]?.string ?? ""
      try await context.send(DataMessage("listed", ["n": 1]), to: to)
      return .ok()
    case "log_token":
      context.log.info("the token is \(token)")
      return .ok()
    case "fail":
      context.fail("told to")
      return .ok()
    case "hang":
      // A task that does not let go: what an audit must find.
      context.spawn { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
      return .ok()
    case "race":
      for n in 1...2 { context.spawn { [context] in try await context.send(DataMessage("listed", ["n": Value(n)])) } }
      return .ok()
    case "stream":
      let results = try await context.stream(Command("ask"))
      var texts: [Value] = []
      for await result in results { texts.append(result["text"] ?? "none") }
      return .ok(["texts": .array(texts)])
    default: return .ok(command.properties)
    }
  }

  func handle(_ data: DataMessage) async throws {
    for round in 0..<(try context.properties.int("rounds")) {
      if data.name == "later" { try await context.clock.sleep(for: .seconds(2)) }
      var copy = DataMessage(data.name == "secret" ? "unlisted" : "listed", data.properties.merging(["round": Value(round)]))
      if data.name == "secret" { copy["token"] = .string(token) }
      try await context.send(copy)
    }
  }

  func handle(_ frame: AudioFrame) async throws { context.send(frame) }
}

struct PropertyOutOfRange: Error, CustomStringConvertible {
  var description: String { "the property 'rounds' must not be negative" }
}
