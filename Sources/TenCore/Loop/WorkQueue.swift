/// A ring of ready work, first in first out; a virtual loop takes from the middle.
package struct WorkQueue {
  private var ring: [EventLoop.Work?] = Array(repeating: nil, count: 64)
  private var head = 0
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package mutating func append(_ work: EventLoop.Work) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = work
    count += 1
  }

  /// Puts work before all that waits.
  package mutating func prepend(_ work: EventLoop.Work) {
    if count == ring.count { grow() }
    head = (head + ring.count - 1) & (ring.count - 1)
    ring[head] = work
    count += 1
  }

  package mutating func popFirst() -> EventLoop.Work? {
    guard count > 0 else { return nil }
    let work = ring[head]
    ring[head] = nil
    head = (head + 1) & (ring.count - 1)
    count -= 1
    return work
  }

  /// The offset of the first call: calls keep their order among themselves.
  package var firstCall: Int? { (0..<count).first { isCall(at: $0) } }

  package func isCall(at offset: Int) -> Bool {
    if case .call? = ring[(head + offset) & (ring.count - 1)] { true } else { false }
  }

  /// Takes the work at `offset` from the front; those before it keep their order.
  package mutating func remove(at offset: Int) -> EventLoop.Work? {
    guard offset < count else { return nil }
    let mask = ring.count - 1
    let work = ring[(head + offset) & mask]
    var index = offset
    while index > 0 {
      ring[(head + index) & mask] = ring[(head + index - 1) & mask]
      index -= 1
    }
    ring[head] = nil
    head = (head + 1) & mask
    count -= 1
    return work
  }

  private mutating func grow() {
    var larger: [EventLoop.Work?] = Array(repeating: nil, count: ring.count * 2)
    for index in 0..<count { larger[index] = ring[(head + index) & (ring.count - 1)] }
    ring = larger
    head = 0
  }
}
