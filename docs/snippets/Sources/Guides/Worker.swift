import TenRuntime

/// Time, tasks, and calls that block.
public actor Worker: Extension {
  public static let manifest = Manifest(name: "worker")
  public nonisolated let context: ExtensionContext
  private var beats = 0

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func start(_ start: StartMessage) async throws {
    context.spawn {
      while true {
        try await self.context.clock.sleep(for: .seconds(1))
        await self.beat()
      }
    }
  }

  private func beat() { beats += 1 }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    let sum = try await context.offload { (1...1_000).reduce(0, +) }
    return .ok(["sum": .int(Int64(sum)), "beats": .int(Int64(beats))])
  }
  // end
}
