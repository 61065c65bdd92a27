/// The timers of one loop, by deadline: a binary heap over re-used slots. Pure; the loop asks for `next` and arms its one system timer.
package struct TimerQueue {
  private struct Entry {
    var deadline: UInt64
    var order: UInt64
    var slot: Int32
    var generation: UInt32
  }

  private struct Slot {
    var generation: UInt32 = 0
    var callback: (() -> Void)?
  }

  private var heap: [Entry] = []
  private var slots: [Slot] = []
  private var free: [Int32] = []
  private var order: UInt64 = 0
  /// Armed timers.
  package private(set) var count = 0

  package init() {}

  /// The earliest deadline in nanoseconds of the loop's clock.
  package var next: UInt64? {
    mutating get {
      dropCancelled()
      return heap.first?.deadline
    }
  }

  /// Timers with one deadline fire in the order in which they were added.
  package mutating func add(at deadline: UInt64, _ callback: @escaping () -> Void) -> TimerID {
    let slot: Int32
    if let last = free.popLast() {
      slot = last
    } else {
      slot = Int32(slots.count)
      slots.append(Slot())
    }
    slots[Int(slot)].callback = callback
    order += 1
    count += 1
    let generation = slots[Int(slot)].generation
    heap.append(Entry(deadline: deadline, order: order, slot: slot, generation: generation))
    siftUp(heap.count - 1)
    return TimerID(slot: slot, generation: generation)
  }

  /// - Returns: whether the timer was still armed.
  @discardableResult
  package mutating func cancel(_ id: TimerID) -> Bool {
    guard id.slot >= 0, Int(id.slot) < slots.count, slots[Int(id.slot)].generation == id.generation, slots[Int(id.slot)].callback != nil else {
      return false
    }
    release(id.slot)
    if heap.count > 64, heap.count > count * 4 { rebuild() }
    return true
  }

  /// Takes the first timer that is due.
  package mutating func popDue(at now: UInt64) -> (() -> Void)? {
    guard let deadline = next, deadline <= now else { return nil }
    let entry = removeFirst()
    let callback = slots[Int(entry.slot)].callback
    release(entry.slot)
    return callback
  }

  private mutating func release(_ slot: Int32) {
    slots[Int(slot)].callback = nil
    slots[Int(slot)].generation &+= 1
    free.append(slot)
    count -= 1
  }

  private func isLive(_ entry: Entry) -> Bool { slots[Int(entry.slot)].generation == entry.generation }

  private mutating func dropCancelled() {
    while let first = heap.first, !isLive(first) { _ = removeFirst() }
  }

  private mutating func rebuild() {
    let live = heap.filter { isLive($0) }
    heap.removeAll(keepingCapacity: true)
    for entry in live {
      heap.append(entry)
      siftUp(heap.count - 1)
    }
  }

  private mutating func removeFirst() -> Entry {
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown()
    }
    return first
  }

  private static func before(_ a: Entry, _ b: Entry) -> Bool { (a.deadline, a.order) < (b.deadline, b.order) }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0, Self.before(heap[index], heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func siftDown() {
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && Self.before(heap[child], heap[least]) { least = child }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}

/// An armed timer of a loop; one that has fired or was cancelled names nothing.
public struct TimerID: Sendable, Hashable {
  let slot: Int32
  let generation: UInt32

  package static let none = TimerID(slot: -1, generation: 0)
}
