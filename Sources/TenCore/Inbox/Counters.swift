/// What became of the deliveries of one connection: `sent = delivered + rejected + Σ dropped + in flight` at every instant.
public struct Counters: Sendable, Hashable {
  public var sent = 0
  /// The handler, or the waiting caller of a result, was entered.
  public var delivered = 0
  /// Never entered; the sender was told.
  public var rejected = 0
  /// Never entered; the sender was not told. Indexed by `DropReason.rawValue`.
  public var dropped = InlineArray<14, Int>(repeating: 0)

  public init() {}

  public subscript(reason: DropReason) -> Int {
    get { dropped[reason.rawValue] }
    set { dropped[reason.rawValue] = newValue }
  }

  public var droppedTotal: Int {
    var sum = 0
    for index in dropped.indices { sum += dropped[index] }
    return sum
  }

  /// What is neither delivered, rejected nor dropped. To be compared with the counted messages in flight, which are zero at a session's end.
  public var open: Int { sent - delivered - rejected - droppedTotal }

  public static func + (a: Counters, b: Counters) -> Counters {
    var sum = a
    sum.sent += b.sent
    sum.delivered += b.delivered
    sum.rejected += b.rejected
    for reason in DropReason.allCases { sum[reason] += b[reason] }
    return sum
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.sent == b.sent && a.delivered == b.delivered && a.rejected == b.rejected && DropReason.allCases.allSatisfy { a[$0] == b[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(sent)
    hasher.combine(delivered)
    hasher.combine(rejected)
    for reason in DropReason.allCases { hasher.combine(self[reason]) }
  }

  /// For records: the drop reasons that occurred.
  public var droppedByReason: [(reason: DropReason, count: Int)] {
    DropReason.allCases.compactMap { self[$0] > 0 ? ($0, self[$0]) : nil }
  }
}
