internal import TenCore
internal import TenRuntime

/// A node that is played by a scenario: it answers what its rules say, and every other command with OK.
actor ScenarioPuppet: Extension {
  static let manifest = Manifest(name: "scenario:puppet")
  /// The node's property that holds the `PuppetScript`.
  static let property = "scenario_puppet"
  nonisolated let context: ExtensionContext
  private let script: PuppetScript

  init(_ context: ExtensionContext) throws {
    self.context = context
    guard case .reference(let reference)? = context.properties[Self.property], let script = reference.object as? PuppetScript else {
      throw ScenarioError(description: "making the puppet '\(context.nodeName)': only a scenario can make one")
    }
    self.script = script
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard let rule = script.rule(for: .command, command.name.text, command.properties) else { return .ok() }
    play(rule.sends, command.properties, command.turn)
    for (index, partial) in rule.partial.enumerated() {
      try await context.clock.sleep(for: index == 0 ? rule.after : rule.every)
      await reply.partial(.ok(partial.filled(from: command.properties).object ?? Properties()))
    }
    guard !rule.never else {
      // Until it is taken back, or the session ends.
      while true { try await context.clock.sleep(for: .seconds(3_600)) }
    }
    try await context.clock.sleep(for: rule.partial.isEmpty ? rule.after : rule.every)
    let result = rule.result ?? ResultTemplate()
    return CommandResult(result.isOK ? .ok : .error, result.properties.filled(from: command.properties).object ?? Properties())
  }

  func handle(_ data: DataMessage) async throws { answer(.data, data.name, data.properties, data.turn) }
  func receive(_ frame: AudioFrame) { answer(.audio, frame.name, frame.properties, frame.turn) }
  func receive(_ frame: VideoFrame) { answer(.video, frame.name, frame.properties, frame.turn) }

  private func answer(_ kind: MessageKind, _ name: MessageName, _ properties: Properties, _ turn: Turn) {
    guard let rule = script.rule(for: kind, name.text, properties) else { return }
    play(rule.sends, properties, turn, after: rule.after)
  }

  /// Sends one after the other; a turn that ends takes them back.
  private func play(_ messages: [MessageTemplate], _ received: Properties, _ turn: Turn, after: Duration = .zero) {
    guard !messages.isEmpty else { return }
    let sender = MessageSender(context: context, last: turn)
    let clock = context.clock
    context.spawn(in: turn) {
      if after > .zero { try await clock.sleep(for: after) }
      for message in messages {
        if message.after > .zero { try await clock.sleep(for: message.after) }
        _ = try await sender.send(message, answering: received, to: nil)
      }
    }
  }
}

/// The rules of one puppet in one run.
final class PuppetScript: Sendable {
  private let rules: [PuppetRule]
  private let used: Locked<[Int]>

  init(_ plan: PuppetPlan) {
    rules = plan.rules
    used = Locked(Array(repeating: 0, count: plan.rules.count))
  }

  /// The first rule that fits and is not used up.
  func rule(for kind: MessageKind, _ name: String, _ properties: Properties) -> PuppetRule? {
    used.withLock { used in
      for (index, rule) in rules.enumerated() where rule.kind == kind && rule.name == name && used[index] < rule.times ?? .max {
        guard rule.pattern?.fits(.object(properties)) ?? true else { continue }
        used[index] += 1
        return rule
      }
      return nil
    }
  }
}

/// Something that a scenario asked for and that cannot be done.
struct ScenarioError: Error, CustomStringConvertible {
  let description: String
}
