internal import Synchronization

/// What a loop is at, for the watchdog's thread to look at: a count that moves with every piece of work, and the node and message in hand.
/// Written with plain stores on the loop's thread; no clock is read and nothing is locked per message.
package struct LoopActivity: ~Copyable, Sendable {
  private let count = Atomic<UInt>(0)
  private let waiting = Atomic<Bool>(false)
  private let current = Atomic<UInt>(UInt.max)

  package init() {}

  @inline(__always)
  package func begin() { count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

  /// The loop goes to wait for something to happen, or comes back.
  package func wait(_ isWaiting: Bool) { waiting.store(isWaiting, ordering: .relaxed) }

  /// Marks what is in hand and returns what was before.
  @inline(__always)
  package func enter(node: UInt16, name: MessageName) -> UInt {
    let before = current.load(ordering: .relaxed)
    current.store(UInt(node) << 32 | UInt(name.id), ordering: .relaxed)
    return before
  }

  @inline(__always)
  package func restore(_ before: UInt) { current.store(before, ordering: .relaxed) }

  package struct Snapshot: Equatable {
    package var count: UInt
    package var isWaiting: Bool
    package var node: Int?
    package var name: MessageName?
  }

  package var snapshot: Snapshot {
    let value = current.load(ordering: .relaxed)
    return Snapshot(
      count: count.load(ordering: .relaxed), isWaiting: waiting.load(ordering: .relaxed), node: value == .max ? nil : Int(value >> 32),
      name: value == .max ? nil : MessageName(id: UInt32(truncatingIfNeeded: value)))
  }
}
