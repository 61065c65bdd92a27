internal import TenCore

/// Brings a call from another executor onto a part's loop.
actor LoopGate {
  private nonisolated let loop: EventLoop

  init(loop: EventLoop) { self.loop = loop }

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  func run<R: Sendable, E: Error>(_ body: nonisolated(nonsending) @Sendable () async throws(E) -> R) async throws(E) -> R {
    try await body()
  }
}
