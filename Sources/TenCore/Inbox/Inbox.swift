/// A node's input queue: an ordered lane, which keeps messages of all kinds in the order in which they were sent, and an urgent lane, which overtakes it.
///
/// Pure: it decides and counts, and hands nothing over itself. Confined to the node's loop.
package struct Inbox: ~Copyable {
  package private(set) var ordered = Lane()
  package private(set) var urgent = Lane()
  /// The limits' bounds, by class, without a reference to count.
  private var bounds: InlineArray<6, InboxLimits.Bound>
  private let maximumBytes: Int
  private var counts = InlineArray<6, Int>(repeating: 0)
  private var microseconds = InlineArray<6, Int>(repeating: 0)
  package private(set) var bytes = 0
  private var urgentInARow = 0
  private var purgedThrough: UInt32 = 0

  /// At most so many urgent commands are taken in a row before one of the ordered lane.
  package static let urgentRun = 16
  /// How many messages of one connection may stand beyond the bound, their senders waiting.
  package static let overdraft = 64

  package init(limits: InboxLimits) {
    bounds = InlineArray { limits.bounds[$0] }
    maximumBytes = limits.bytes
  }

  package enum Admission: Equatable {
    case accepted
    /// It has its place, and its sender must wait for room.
    case overBound
    /// It was not taken; the sender is told.
    case rejected
    /// It was not taken, because as many of its connection as may stand beyond the bound do; the sender is told.
    case overdrawn
    /// It was not taken, and is counted as dropped.
    case dropped
  }

  package var isEmpty: Bool { ordered.isEmpty && urgent.isEmpty }
  package var count: Int { ordered.count + urgent.count }
  package func count(_ kind: InboxClass) -> Int { counts[kind.rawValue] }

  /// Whether a message of this class would be taken without waiting, dropping or rejecting.
  package func hasRoom(_ kind: InboxClass) -> Bool {
    let bound = bounds[kind.rawValue]
    guard counts[kind.rawValue] < bound.count, bytes < maximumBytes else { return false }
    return bound.milliseconds.map { microseconds[kind.rawValue] < $0 * 1_000 } ?? true
  }

  /// Offers a message of the ordered lane. What it displaces is counted as dropped in its connection and returned through `dropped`.
  /// - Parameter endedThrough: the last ended turn; its waiting messages give way first.
  package mutating func offer(_ item: LaneItem, endedThrough: UInt32, dropped: (LaneItem) -> Void) -> Admission {
    let kind = item.inboxClass
    if bounds[kind.rawValue].policy == .latest {
      removeOldest(of: item, all: true, reason: .replaced, dropped: dropped)
    }
    guard !hasRoom(kind) else {
      append(item)
      return .accepted
    }
    if endedThrough > purgedThrough {
      purge(through: endedThrough, dropped: dropped)
      if hasRoom(kind) {
        append(item)
        return .accepted
      }
    }
    switch bounds[kind.rawValue].policy {
    case .suspend:
      guard takeOverdraft(item) else { return .overdrawn }
      append(item)
      return .overBound
    case .reject: return .rejected
    case .dropOldest, .latest:
      while !hasRoom(kind), removeOldest(of: item, all: false, reason: .full, dropped: dropped) {}
      guard hasRoom(kind) else {
        item.connection._withUnsafeGuaranteedRef { $0.drop(.full) }
        return .dropped
      }
      append(item)
      return .accepted
    }
  }

  package mutating func offerUrgent(_ item: LaneItem) -> Admission {
    let full = !hasRoom(.command)
    if full, !takeOverdraft(item) { return .overdrawn }
    urgent.append(item)
    count(item, 1)
    return full ? .overBound : .accepted
  }

  /// The lane that the next message comes from: urgent first, but one of the ordered lane after `urgentRun` in a row.
  package var nextIsUrgent: Bool { !urgent.isEmpty && (urgentInARow < Self.urgentRun || ordered.isEmpty) }

  /// Takes the first message of one lane; nil when it is empty.
  package mutating func take(urgent isUrgent: Bool) -> LaneItem? {
    guard isUrgent else {
      urgentInARow = 0
      return taken(ordered.popFirst())
    }
    urgentInARow += 1
    return taken(urgent.popFirst())
  }

  /// The kind of the message that the ordered lane would give next.
  package var firstOrderedKind: MessageKind? {
    var number = ordered.head
    while number < ordered.tail {
      if let item = ordered[number] { return item.envelope.kind }
      number += 1
    }
    return nil
  }

  /// Takes out every waiting message for which `matches` holds, in order.
  package mutating func removeAll(where matches: (LaneItem) -> Bool, _ removed: (LaneItem) -> Void) {
    for number in ordered.head..<ordered.tail {
      guard let item = ordered[number], matches(item), let taken = taken(ordered.remove(number)) else { continue }
      removed(taken)
    }
    ordered.closeUp()
    for number in urgent.head..<urgent.tail {
      guard let item = urgent[number], matches(item), let taken = taken(urgent.remove(number)) else { continue }
      removed(taken)
    }
    urgent.closeUp()
  }

  private mutating func append(_ item: LaneItem) {
    ordered.append(item)
    count(item, 1)
  }

  private mutating func count(_ item: LaneItem, _ sign: Int) {
    let kind = item.inboxClass.rawValue
    counts[kind] += sign
    microseconds[kind] += sign * Int(item.microseconds)
    bytes += sign * item.envelope.payload.count
    item.connection._withUnsafeGuaranteedRef { record in
      record.hot.pointee.waiting += sign
      if sign < 0, record.hot.pointee.overdraft > 0 { record.hot.pointee.overdraft -= 1 }
    }
  }

  /// One more message of the connection stands beyond the bound, if it may.
  private func takeOverdraft(_ item: LaneItem) -> Bool {
    item.connection._withUnsafeGuaranteedRef { record in
      guard record.hot.pointee.overdraft < Self.overdraft else { return false }
      record.hot.pointee.overdraft += 1
      return true
    }
  }

  private mutating func taken(_ item: LaneItem?) -> LaneItem? {
    if let item { count(item, -1) }
    return item
  }

  private mutating func purge(through turn: UInt32, dropped: (LaneItem) -> Void) {
    purgedThrough = turn
    removeAll(where: { $0.envelope.isTransient && !$0.envelope.turn.isNone && $0.envelope.turn.number <= turn }) { item in
      item.connection._withUnsafeGuaranteedRef { $0.drop(.interrupted) }
      dropped(item)
    }
  }

  @discardableResult
  private mutating func removeOldest(of item: LaneItem, all: Bool, reason: DropReason, dropped: (LaneItem) -> Void) -> Bool {
    let connection = item.connection._withUnsafeGuaranteedRef { $0.hot }
    guard connection.pointee.waiting > 0 else { return false }
    var found = false
    // A hint from before the ring was closed up is at most too late by what was closed up: start at the head then.
    var number = max(ordered.head, ordered.epoch == 0 ? connection.pointee.oldest[item.inboxClass.rawValue] : 0)
    while number < ordered.tail {
      if let other = ordered[number], other.connection.toOpaque() == item.connection.toOpaque(), other.inboxClass == item.inboxClass {
        guard let gone = taken(ordered.remove(number)) else { break }
        gone.connection._withUnsafeGuaranteedRef { $0.drop(reason) }
        dropped(gone)
        found = true
        if !all { break }
      }
      number += 1
    }
    connection.pointee.oldest[item.inboxClass.rawValue] = number
    ordered.closeUp()
    return found
  }
}
