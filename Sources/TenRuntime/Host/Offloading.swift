public import TenCore

/// Runs calls that block away from the loop, and brings their results back to it.
public protocol Offloading: Sendable {
  func run<R: Sendable>(on loop: EventLoop, _ work: @escaping @Sendable () throws -> R) async throws -> R
}
