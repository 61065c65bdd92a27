import TenRuntime

/// Takes a second for each frame.
public actor SlowEar: Extension {
  public static let manifest = Manifest(name: "slow_ear")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func handle(_ frame: AudioFrame) async throws {
    try await context.clock.sleep(for: .seconds(1))
    try await context.send(DataMessage("heard", ["bytes": .int(Int64(frame.payload.count))]))
  }
  // end
}
