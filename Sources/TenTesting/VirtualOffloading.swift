public import TenCore
public import TenRuntime

/// Runs offloaded work on the virtual loop itself, at a virtual time that the seed chooses (0 to 5 ms from now).
public final class VirtualOffloading: Offloading, @unchecked Sendable {
  // @unchecked: confined to the virtual loop.
  private var choice: SplitMix

  public init(seed: UInt64) { choice = SplitMix(state: seed &+ 1) }

  public func run<R: Sendable>(on loop: EventLoop, _ work: @escaping @Sendable () throws -> R) async throws -> R {
    try Task.checkCancellation()
    let delay = choice.next() % 5_000_000
    await withUnsafeContinuation { continuation in
      _ = loop.after(delay) { continuation.resume() }
    }
    try Task.checkCancellation()
    return try work()
  }
}
