internal import TenControl

/// The last events of a host, numbered from 1, as the lines that are sent. Pure.
///
/// Events that are never dropped stay for good. Of the counters only the last ones stay: they would push everything else out.
struct EventJournal {
  struct Entry {
    let sequence: Int
    /// How many events there were up to this one, counters apart: by this one knows how many were lost.
    let ordinal: Int
    let isCounters: Bool
    let line: [UInt8]
  }

  static let capacity = 1_024
  /// Of all lines but those that are never dropped.
  static let maximumBytes = 4 << 20

  private(set) var last = 0
  private var ordinal = 0
  private var recent: [Entry] = []
  private var kept: [Entry] = []
  private var bytes = 0

  /// - Parameter line: makes the line of the event with the given number.
  mutating func add(_ kind: HostEvent.Kind, isKept: Bool, _ line: (Int) -> [UInt8]) -> Int {
    last += 1
    if kind == .counters { dropCounters() } else { ordinal += 1 }
    let entry = Entry(sequence: last, ordinal: ordinal, isCounters: kind == .counters, line: line(last))
    guard !isKept else {
      kept.append(entry)
      return last
    }
    recent.append(entry)
    bytes += entry.line.count
    if recent.count > Self.capacity || bytes > Self.maximumBytes { shrink() }
    return last
  }

  private mutating func dropCounters() {
    guard let index = recent.lastIndex(where: \.isCounters) else { return }
    bytes -= recent.remove(at: index).line.count
  }

  private mutating func shrink() {
    var count = 0
    while recent.count - count > Self.capacity || (bytes > Self.maximumBytes && count < recent.count) {
      bytes -= recent[count].line.count
      count += 1
    }
    recent.removeFirst(count)
  }

  /// The first event after `sequence` that is still here.
  func next(after sequence: Int) -> Entry? {
    let saved = kept.first { $0.sequence > sequence }
    var (low, high) = (0, recent.count)
    while low < high {
      let middle = (low + high) / 2
      if recent[middle].sequence > sequence { high = middle } else { low = middle + 1 }
    }
    guard low < recent.count else { return saved }
    guard let saved, saved.sequence < recent[low].sequence else { return recent[low] }
    return saved
  }

  /// The ordinal of an event that a newcomer has already; nil where that is not known any more.
  func ordinal(of sequence: Int) -> Int? {
    guard sequence > 0 else { return 0 }
    return (kept + recent).first { $0.sequence == sequence }?.ordinal
  }
}
