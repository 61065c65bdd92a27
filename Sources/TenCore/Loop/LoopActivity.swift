internal import Synchronization

/// What a loop is at, for the watchdog's thread to look at: a count that moves with every piece of work, and the node and message in hand.
/// Written with plain stores on the loop's thread; no clock is read and nothing is locked per message.
package struct LoopActivity: ~Copyable, @unchecked Sendable {
  // @unchecked: `current` is set before any other thread looks; all else is atomic.
  private let count = Atomic<UInt>(0)
  private let waiting = Atomic<Bool>(false)
  /// What was at work last, and may be done: a node with the highest bit set, or the address of a task; 0 for nothing yet.
  private let last = Atomic<UInt>(0)
  /// The node that had a message in hand last, as in `last`: since then tasks may have run that belong to no node.
  private let lastNode = Atomic<UInt>(0)
  /// Node and message in hand, in memory of the loop's own unless somebody else wants to see it.
  private var current: UnsafeMutablePointer<Hand>
  private let own: UnsafeMutablePointer<Hand>

  /// What a loop has in hand, where it is written for others to see: 16 bytes.
  package struct Hand: ~Copyable {
    /// Node and message; all bits set for none.
    let message = Atomic<UInt>(UInt.max)
    /// The address of the task that runs; 0 for none.
    let task = Atomic<UInt>(0)

    package init() {}
  }

  package init() {
    own = .allocate(capacity: 1)
    own.initialize(to: Hand())
    current = own
  }

  deinit {
    own.deinitialize(count: 1)
    own.deallocate()
  }

  /// From now on what is in hand is written there. The memory stays to the end of the process.
  mutating func show(at memory: UnsafeMutablePointer<Hand>) {
    memory.initialize(to: Hand())
    current = memory
  }

  /// A task's job runs: what it does after a suspension belongs to no message in hand.
  @inline(__always)
  func run(task: UInt) -> UInt {
    let before = current.pointee.task.load(ordering: .relaxed)
    current.pointee.task.store(task, ordering: .relaxed)
    if current.pointee.message.load(ordering: .relaxed) == .max { last.store(task, ordering: .relaxed) }
    return before
  }

  @inline(__always)
  func restore(task: UInt) { current.pointee.task.store(task, ordering: .relaxed) }

  @inline(__always)
  package func begin() { count.store(count.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

  /// The loop goes to wait for something to happen, or comes back.
  package func wait(_ isWaiting: Bool) { waiting.store(isWaiting, ordering: .relaxed) }

  /// Marks what is in hand and returns what was before.
  @inline(__always)
  package func enter(node: UInt16, name: MessageName) -> UInt {
    let before = current.pointee.message.load(ordering: .relaxed)
    let mark = UInt(node) << 32 | UInt(name.id)
    current.pointee.message.store(mark, ordering: .relaxed)
    last.store(mark | Self.isNode, ordering: .relaxed)
    lastNode.store(mark | Self.isNode, ordering: .relaxed)
    return before
  }

  @inline(__always)
  package func restore(_ before: UInt) { current.pointee.message.store(before, ordering: .relaxed) }

  private static let isNode: UInt = 1 << 63

  private static func node(_ mark: UInt) -> Int { Int((mark & ~isNode) >> 32) }

  package enum Worker: Hashable {
    case node(Int)
    /// The task at this address.
    case task(UInt)
  }

  package struct Snapshot: Equatable {
    package var count: UInt
    package var isWaiting: Bool
    package var node: Int?
    package var name: MessageName?
    /// The task that runs.
    package var task: UInt?
    /// Who was at work last, and may be still.
    package var last: Worker?
    /// The node that had a message in hand last.
    package var lastNode: Int?
  }

  package var snapshot: Snapshot {
    let value = current.pointee.message.load(ordering: .relaxed)
    let task = current.pointee.task.load(ordering: .relaxed)
    let last = last.load(ordering: .relaxed)
    let lastNode = lastNode.load(ordering: .relaxed)
    return Snapshot(
      count: count.load(ordering: .relaxed), isWaiting: waiting.load(ordering: .relaxed), node: value == .max ? nil : Int(value >> 32),
      name: value == .max ? nil : MessageName(id: UInt32(truncatingIfNeeded: value)), task: task == 0 ? nil : task,
      last: last == 0 ? nil : last & Self.isNode == 0 ? .task(last) : .node(Self.node(last)), lastNode: lastNode == 0 ? nil : Self.node(lastNode))
  }
}
