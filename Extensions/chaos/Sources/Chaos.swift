public import TenRuntime

/// Breaks things on command, so that a test or a person can see what a graph does about it.
public actor Chaos: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private static let unanswered: MessageName = "unanswered"
  /// What it tells of itself: its name and its channel.
  private var own = Properties()
  private var hoard = Hoard()

  public init(_ context: ExtensionContext) { self.context = context }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
    let plan = context.properties["plan"]?.array ?? []
    if !plan.isEmpty { context.spawn { try await self.follow(plan) } }
  }

  public func receive(_ command: Command, _ reply: consuming Reply) {
    // Only here, where the reply is in hand, can a command be let go without an answer.
    guard command.name != Self.unanswered else { return }
    startHandling(command, reply)
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "channel": return .ok(own)
    case "fail": throw ChaosError(description: text("detail", of: command) ?? "failed on command")
    case "fail_node": context.fail(text("detail", of: command) ?? "failed on command")
    case "stall": try await stall(milliseconds: command["ms"]?.int)
    case "block": block(milliseconds: try number("ms", of: command, 0...600_000, default: 0))
    case "flood": return try Flood(command).send(over: context)
    case "answer_twice":
      try reply.send(.ok(["answer": 1]))
      try reply.send(.ok(["answer": 2]))
    case "leak_task": leakTask()
    case "leak_memory":
      hoard.take(try number("bytes", of: command, 0...(1 << 32), default: 1 << 20))
      return .ok(["bytes": Value(hoard.bytes)])
    case "crash":
      let ways = Crash.allCases.map(\.rawValue).joined(separator: ", ")
      guard let crash = text("how", of: command).flatMap(Crash.init) else { return .error("'crash' needs 'how', one of \(ways)") }
      crash.happen()
    case "end_session": context.endSession(reason: text("reason", of: command) ?? "ended on command")
    default: return .error("chaos '\(context.nodeName)' got the command '\(command.name)', which it does not know; its manifest lists what it does")
    }
    return .ok()
  }

  /// Gives itself one command after the other, over the same way as everybody else.
  private func follow(_ plan: [Value]) async throws {
    for step in plan.compactMap(\.object) {
      try await context.clock.sleep(for: .milliseconds(min(max(step["after_ms"]?.int ?? 0, 0), 86_400_000)))
      let name = try MessageName(step["cmd"]?.string ?? "")
      let result = try await context.send(Command(name, step["properties"]?.object ?? Properties()), to: context.nodeName)
      context.log.notice("\(name): \(result.isOK ? "ok" : "\(result.status): \(result.detail)")")
    }
  }

  /// Without a time it does not return before it is cancelled.
  private func stall(milliseconds: Int?) async throws {
    repeat {
      try await context.clock.sleep(for: .milliseconds(min(max(milliseconds ?? 3_600_000, 0), 86_400_000)))
    } while milliseconds == nil
  }

  private func leakTask() {
    context.spawn { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
  }
}

struct ChaosError: Error, CustomStringConvertible {
  let description: String
}

/// A text property of a command.
func text(_ name: String, of command: Command) -> String? { command[name]?.string }

/// - Throws: when the property is outside of `range`.
func number(_ name: String, of command: Command, _ range: ClosedRange<Int>, default value: Int) throws(ChaosError) -> Int {
  let number = command[name]?.int ?? value
  guard range.contains(number) else {
    let range = "\(range.lowerBound) to \(range.upperBound)"
    throw ChaosError(description: "the property '\(name)' of '\(command.name)' is \(number): it must be from \(range)")
  }
  return number
}
