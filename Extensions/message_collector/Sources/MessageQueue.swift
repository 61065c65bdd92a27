internal import TenCore

/// The messages that wait for their turn on the data stream. Bounded; without I/O.
struct MessageQueue {
  private struct Entry {
    let text: [UInt8]
    let stream: Value?
    let role: String
    let isTranscript: Bool
    let isFinal: Bool

    func isOf(_ other: Entry) -> Bool { isTranscript && other.isTranscript && stream == other.stream && role == other.role }
  }

  /// Messages that wait whole.
  static let limit = 256
  /// The receiver gives an incomplete message up after 5 s, which is 125 packets.
  static let longestMessage = 64 << 10
  private var entries: [Entry] = []
  /// What is left of the message that is being sent.
  private var packets: ArraySlice<Payload> = []

  var isEmpty: Bool { entries.isEmpty && packets.isEmpty }
  var count: Int { entries.count }

  /// Adds a message. It takes the place of a partial transcript of its stream and role that it supersedes; when the queue is full the oldest message that is
  /// not final is dropped, or the oldest.
  /// - Returns: whether one was dropped.
  mutating func add(_ message: Properties, text: [UInt8]) -> Bool {
    let entry = Entry(
      text: text, stream: message["stream_id"], role: message["role"]?.string ?? "", isTranscript: message["data_type"]?.string == "transcribe",
      isFinal: message["is_final"]?.bool ?? true)
    // Only the last of its kind: an older partial may stand before a final.
    if let last = entries.lastIndex(where: { $0.isOf(entry) }), !entries[last].isFinal {
      entries[last] = entry
      return false
    }
    entries.append(entry)
    guard entries.count > Self.limit else { return false }
    entries.remove(at: entries.firstIndex { !$0.isFinal } ?? 0)
    return true
  }

  /// The next packet; `id` names a message when its first one is taken.
  mutating func next(id: () -> String) -> Payload? {
    if packets.isEmpty {
      guard !entries.isEmpty else { return nil }
      packets = Packets.cut(entries.removeFirst().text, id: id())[...]
    }
    return packets.popFirst()
  }

  mutating func removeAll() {
    entries = []
    packets = []
  }
}
