/// How long a loop may do without progress.
public struct BlockLimits: Sendable, Hashable {
  /// Milliseconds until it is told of.
  public var report: Int
  /// Milliseconds until the loop is given up, and its process with it.
  public var block: Int

  public init(report: Int = 100, block: Int = 5_000) {
    self.report = report
    self.block = block
  }
}

/// Judges from looks at a loop's activity whether it is blocked. Pure; one for each loop.
package struct BlockDetector: Sendable {
  package enum Finding: Equatable, Sendable {
    case none
    /// No progress for so many milliseconds; told once.
    case stalled(milliseconds: Int)
    /// It was told of, and moves again.
    case resumed(milliseconds: Int)
    /// The limit is over; told once.
    case blocked(milliseconds: Int)
  }

  /// The most that one interval counts, in nanoseconds: a process that was stopped itself (by a debugger, or a machine asleep) has blocked nothing.
  package static let longestInterval: UInt64 = 250_000_000

  private let limits: BlockLimits
  private var count: UInt?
  private var looked: UInt64 = 0
  private var stalled: UInt64 = 0
  private var isReported = false
  private var isBlocked = false

  package init(_ limits: BlockLimits) { self.limits = limits }

  /// Whether the loop had made no progress at the last look.
  package var isStuck: Bool { stalled > 0 }

  /// - Parameter now: nanoseconds of a monotonic clock.
  package mutating func look(_ snapshot: LoopActivity.Snapshot, at now: UInt64) -> Finding {
    defer { looked = now }
    guard !snapshot.isWaiting, let count, count == snapshot.count else {
      count = snapshot.count
      return progress()
    }
    stalled += min(now &- looked, Self.longestInterval)
    let milliseconds = Int(stalled / 1_000_000)
    if milliseconds >= limits.block {
      defer { isBlocked = true }
      return isBlocked ? .none : .blocked(milliseconds: milliseconds)
    }
    if milliseconds >= limits.report {
      defer { isReported = true }
      return isReported ? .none : .stalled(milliseconds: milliseconds)
    }
    return .none
  }

  private mutating func progress() -> Finding {
    defer {
      stalled = 0
      isReported = false
      isBlocked = false
    }
    return isReported ? .resumed(milliseconds: Int(stalled / 1_000_000)) : .none
  }
}
