import TenCore
import TenGraph
import TenRuntime

/// A sound node, but for the one defect that its property names.
actor FaultyNode: Extension {
  static let manifest = Manifest(
    embedded: Array(
      """
      {
        "type": "extension", "name": "faulty_node", "version": "0.1.0",
        "api": {
          "start": {"properties": {"channel": {"type": "string"}, "token": {"type": "string", "secret": true}}},
          "property": {"properties": {"defect": {"type": "string"}, "api_key": {"type": "string", "secret": true}}},
          "cmd_in": [{"name": "ask", "property": {"properties": {"text": {"type": "string"}}}}],
          "data_in": [{"name": "text", "property": {"properties": {"text": {"type": "string"}}}}],
          "audio_frame_in": [{"name": "pcm_frame"}],
          "cmd_out": [{"name": "lookup"}],
          "data_out": [{"name": "answer"}]
        }
      }
      """.utf8))
  nonisolated let context: ExtensionContext
  private let defect: String
  private var resource: RegisteredResource?
  private var hasStarted = false
  private var queue: [DataMessage] = []
  private var isPumping = false
  private static let hoard = Locked<[DataMessage]>([])

  init(_ context: ExtensionContext) {
    self.context = context
    defect = context.properties["defect"]?.string ?? ""
  }

  func prepare() { if defect == "stage" { resource = context.register {} } }

  func start(_ start: StartMessage) throws {
    hasStarted = true
    switch defect {
    case "once" where context.loop.attachment(Visits.self, make: { Visits() }).isSecond: throw Fault("the device is busy")
    case "start" where start["channel"] == nil: throw Fault("bad configuration")
    case "secret": context.log.debug("the key is \(context.properties["api_key"]?.string ?? "")")
    case "environment": context.log.debug("the properties are \(JSON.text(of: .object(Masking.masked(context.properties.all, paths: ["api_key"]))))")
    default: break
    }
  }

  func receive(_ command: Command, _ reply: consuming Reply) {
    if defect == "flush", command.name == .flush { return reply.send(.error("unknown command")) }
    if defect == "unanswered", command.name != .flush { return }
    startHandling(command, reply)
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard command.name == "ask" else { return .error("unknown command") }
    let begin = context.clock.now
    let found = try await context.send(Command("lookup"))
    if defect == "lost", found.status == .timeout { context.fail("no answer") }
    if defect == "late", found.isOK, context.clock.now - begin > .seconds(1) { context.fail("the answer came too late") }
    if defect == "twice" { try? reply.send(.ok()) }
    return .ok()
  }

  func handle(_ data: DataMessage) async throws {
    var answer = DataMessage("answer", ["text": data["text"] ?? "nothing"])
    switch defect {
    case "step": hold()
    case "queue": return enqueue(data)
    case "hoard": Self.hoard.withLock { $0 = $0.suffix(20) + [data] }
    case "malformed" where data["text"] == nil: context.fail("there is no text")
    case "undeclared": try await context.send(DataMessage("gossip"))
    case "random": answer["number"] = Value(Int.random(in: 0...(1 << 40)))
    default: break
    }
    try await context.send(answer)
  }

  func receive(_ frame: AudioFrame) {}

  func interrupted(turn: Turn) async { if defect == "interrupt" { try? await context.clock.sleep(for: .milliseconds(300)) } }

  func stop() async {
    if defect == "goodbye", hasStarted { _ = try? await context.send(Command("lookup")) }
    if hasStarted { resource?.release() }
  }

  /// Leaves its resource open when it is cancelled.
  private func hold() {
    let context = context
    context.spawn {
      let resource = context.register {}
      try await context.clock.sleep(for: .milliseconds(20))
      resource.release()
    }
  }

  private func enqueue(_ data: DataMessage) {
    queue.append(data)
    guard !isPumping else { return }
    isPumping = true
    context.spawn { try await self.pump() }
  }

  private func pump() async throws {
    defer { isPumping = false }
    while !queue.isEmpty {
      queue.removeFirst()
      try await context.send(DataMessage("answer"))
    }
  }
}

/// Lists data in its manifest, and has no handler for it.
actor DeafNode: Extension {
  static let manifest = Manifest(
    embedded: Array(#"{"type": "extension", "name": "deaf_node", "version": "0.1.0", "api": {"data_in": [{"name": "text"}]}}"#.utf8))
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

struct Fault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// How many nodes of a loop have started.
private final class Visits: LoopAttachment {
  private var count = 0

  var isSecond: Bool {
    count += 1
    return count > 1
  }

  func loopWillClose() {}
}
