/// What waits in a lane: a message and the connection that it came over.
package struct LaneItem {
  package var envelope: Envelope
  /// Unretained: a session keeps its connections until its lanes are empty.
  package var connection: Unmanaged<ConnectionRecord>
  package var inboxClass: InboxClass
  /// The media's duration, counted against the class's bound in time.
  package var microseconds: Int32

  package init(_ envelope: Envelope, over connection: ConnectionRecord, as inboxClass: InboxClass) {
    self.envelope = envelope
    self.connection = .passUnretained(connection)
    self.inboxClass = inboxClass
    microseconds = Int32(clamping: envelope.microseconds)
  }
}

/// A ring of waiting messages that are numbered from 0 in the order of their arrival, from which one in the middle can be taken out.
///
/// A message taken out of the middle leaves a hole that is skipped when its turn comes; when more than half are holes the ring is closed up,
/// so that it never holds more than twice what waits.
package struct Lane: ~Copyable {
  private var slots: UnsafeMutablePointer<LaneItem?>
  private var capacity: Int
  /// The number of the first slot and of the one after the last.
  package private(set) var head: UInt64 = 0
  package private(set) var tail: UInt64 = 0
  /// Messages, without the holes.
  package private(set) var count = 0
  /// Goes up whenever numbers change their meaning.
  package private(set) var epoch = 0

  package init() {
    capacity = 0
    slots = UnsafeMutablePointer.allocate(capacity: 0)
  }

  deinit {
    for number in head..<tail { slot(number).deinitialize(count: 1) }
    slots.deallocate()
  }

  package var isEmpty: Bool { count == 0 }

  private func slot(_ number: UInt64) -> UnsafeMutablePointer<LaneItem?> { slots + Int(number & UInt64(capacity - 1)) }

  /// The message with this number; nil for a hole.
  package subscript(number: UInt64) -> LaneItem? {
    guard number >= head, number < tail else { return nil }
    return slot(number).pointee
  }

  package mutating func append(_ item: LaneItem) {
    if Int(tail - head) == capacity { grow() }
    slot(tail).initialize(to: item)
    tail += 1
    count += 1
  }

  package mutating func popFirst() -> LaneItem? {
    while head < tail {
      let item = slot(head).move()
      head += 1
      if let item {
        count -= 1
        return item
      }
    }
    return nil
  }

  /// Takes the message with this number out of the middle. Call `closeUp` when done with the numbers in hand.
  package mutating func remove(_ number: UInt64) -> LaneItem? {
    guard number >= head, number < tail, let item = slot(number).pointee else { return nil }
    slot(number).pointee = nil
    count -= 1
    return item
  }

  /// Removes the holes when they are more than half of the ring. Numbers change, and so does `epoch`.
  package mutating func closeUp() {
    let span = Int(tail - head)
    guard span > 32, count < span / 2 else { return }
    var to = head
    for number in head..<tail {
      guard let item = slot(number).move() else { continue }
      slot(to).initialize(to: item)
      to += 1
    }
    tail = to
    epoch += 1
  }

  private mutating func grow() {
    let larger = max(8, capacity * 2)
    let fresh = UnsafeMutablePointer<LaneItem?>.allocate(capacity: larger)
    for number in head..<tail { (fresh + Int(number & UInt64(larger - 1))).moveInitialize(from: slot(number), count: 1) }
    slots.deallocate()
    slots = fresh
    capacity = larger
  }
}
