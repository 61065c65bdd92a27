import TenCore
import TenRuntime

/// Speaks as fast as it may, in a new turn each time, and interrupts.
actor Speaker: Extension {
  static let manifest = Manifest(name: "speaker")
  static let defaults = Properties()
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "speak":
      let turn = context.beginTurn()
      let (milliseconds, frame, rate) = (command["milliseconds"]?.int ?? 0, command["frame"]?.int ?? 20, command["rate"]?.int ?? 16_000)
      context.spawn(in: turn) { try await self.speak(turn, milliseconds, frame, rate) }
      return .ok(["turn": Value(Int(turn.number))])
    case "interrupt":
      let report = await context.interrupt()
      return .ok(["turn": Value(Int(report.turn.number)), "owing": Value(report.nodesOwing.count)])
    case "flush":
      return try await context.send(command, to: "rtc")
    default: return .error("unknown")
    }
  }

  private func speak(_ turn: Turn, _ milliseconds: Int, _ frame: Int, _ rate: Int) async throws {
    var left = rate * milliseconds / 1_000
    while left > 0 {
      try await context.room(for: "pcm_frame")
      let count = min(left, rate * frame / 1_000)
      left -= count
      context.send(
        AudioFrame("pcm_frame", sampleRate: rate, channels: 1, payload: .samples([Int16](repeating: Int16(turn.number), count: count))))
    }
  }
}
