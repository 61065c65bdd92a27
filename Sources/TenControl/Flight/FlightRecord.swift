public import TenCore

/// What the flight recorder of a host holds, read from its file: also from that of a host that was killed in the middle of a word.
public struct FlightRecord: Sendable, Hashable {
  /// The header of one message that a node sent.
  public struct Message: Sendable, Hashable {
    /// From 1 on; grows by one with each message of the session.
    public var number: Int
    /// Unix time in milliseconds, as coarse as the loop's turns.
    public var time: Int
    public var source: String
    public var kind: String
    public var name: String
    /// nil for none.
    public var turn: Int?
    /// Of its payload.
    public var bytes: Int
  }

  /// What a loop was at.
  public struct Activity: Sendable, Hashable {
    public var node: String
    /// The message in hand, or the step of the node's life: `init`, `prepare`, `ten:start`, `stop`; nil where a task of the node ran after a suspension.
    public var message: String?

    public init(node: String, message: String?) {
      self.node = node
      self.message = message
    }
  }

  /// The last ones, the oldest first.
  public var messages: [Message] = []
  /// For each loop that had something in hand.
  public var activities: [Activity] = []
  /// How many messages the session's nodes have sent.
  public var sent = 0

  public init() {}

  /// - Parameter bytes: of the file; nil comes of what is no flight recorder's file.
  public init?(bytes: [UInt8]) {
    let reader = FlightReader(bytes: bytes)
    guard bytes.count >= FlightLayout.known, reader.number(0, UInt64.self) == FlightLayout.magic else { return nil }
    let nodes = reader.texts(at: FlightLayout.nodes, used: FlightLayout.nodesUsed, size: FlightLayout.nodesSize)
    let names = reader.names
    func node(_ index: Int) -> String { nodes.indices.contains(index) ? nodes[index] : index == 0xffff ? "host" : "node \(index)" }
    func name(_ id: UInt32) -> String { names[id] ?? "message \(id)" }
    sent = Int(clamping: reader.number(FlightLayout.written, UInt64.self))
    for loop in 0..<FlightLayout.loopCount {
      let slot = FlightLayout.loops + loop * FlightLayout.loopSize
      let value = reader.number(slot, UInt64.self)
      if value != FlightLayout.nothing {
        activities.append(Activity(node: node(Int(value >> 32)), message: name(UInt32(truncatingIfNeeded: value))))
      } else if let owner = reader.node(ofTask: reader.number(slot + 8, UInt64.self)) {
        activities.append(Activity(node: node(owner), message: nil))
      }
    }
    let start = reader.number(FlightLayout.startTime, UInt64.self)
    let clock = reader.number(FlightLayout.startClock, UInt64.self)
    for place in 0..<FlightLayout.messageCount {
      let offset = FlightLayout.messages + place * FlightLayout.messageSize
      let number = Int(clamping: reader.number(offset, UInt64.self))
      // One that was being written, or one of another round than the place says, tells nothing.
      guard number > 0, (number - 1) % FlightLayout.messageCount == place, number <= sent else { continue }
      let turn = reader.number(offset + 20, UInt32.self)
      let kind = MessageKind(rawValue: UInt8(truncatingIfNeeded: reader.number(offset + 26, UInt16.self)))
      messages.append(
        Message(
          number: number, time: Int(clamping: start &+ (reader.number(offset + 8, UInt64.self) &- clock)),
          source: node(Int(reader.number(offset + 24, UInt16.self))), kind: kind?.key ?? "unknown",
          name: name(reader.number(offset + 16, UInt32.self)),
          turn: turn == 0 ? nil : Int(turn), bytes: Int(reader.number(offset + 28, UInt32.self))))
    }
    messages.sort { $0.number < $1.number }
  }

  /// For an end record: `activities` and the last `count` messages.
  public func value(messages count: Int = FlightLayout.messageCount) -> Value {
    let last = messages.suffix(max(0, count)).map { message -> Value in
      var object: Properties = [
        "number": Value(message.number), "time": Value(message.time), "source": .string(message.source), "kind": .string(message.kind),
        "name": .string(message.name), "bytes": Value(message.bytes),
      ]
      if let turn = message.turn { object["turn"] = Value(turn) }
      return .object(object)
    }
    let hands = activities.map { activity -> Value in
      var object: Properties = ["node": .string(activity.node)]
      if let message = activity.message { object["message"] = .string(message) }
      return .object(object)
    }
    return ["sent": Value(sent), "in_hand": .array(hands), "messages": .array(last)]
  }
}

/// Reads numbers and texts of bytes that may be anything.
struct FlightReader {
  let bytes: [UInt8]

  /// 0 beyond the end.
  func number<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
    guard offset >= 0, offset + MemoryLayout<T>.size <= bytes.count else { return 0 }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  /// nil where the task is none, or its place was taken by another.
  func node(ofTask address: UInt64) -> Int? {
    let place = FlightLayout.task(address)
    guard address != 0, number(place, UInt64.self) == address else { return nil }
    return Int(clamping: number(place + 8, UInt64.self))
  }

  private func text(at offset: Int, end: Int) -> (text: String, next: Int)? {
    guard offset < end else { return nil }
    let count = Int(bytes[offset])
    guard count <= FlightLayout.nameLength, offset + 1 + count <= end else { return nil }
    let text = String(decoding: bytes[(offset + 1)..<(offset + 1 + count)], as: UTF8.self)
    return (text, (offset + 1 + count + 3) & ~3)
  }

  func texts(at start: Int, used: Int, size: Int) -> [String] {
    let end = min(bytes.count, start + min(size, Int(number(used, UInt32.self))))
    var found: [String] = []
    var offset = start
    while let (text, next) = text(at: offset, end: end) {
      found.append(text)
      offset = next
    }
    return found
  }

  /// The texts of names by their number.
  var names: [UInt32: String] {
    let end = min(bytes.count, FlightLayout.names + min(FlightLayout.namesSize, Int(number(FlightLayout.namesUsed, UInt32.self))))
    var found: [UInt32: String] = [:]
    var offset = FlightLayout.names
    while offset + 4 < end, let (text, next) = text(at: offset + 4, end: end) {
      found[number(offset, UInt32.self)] = text
      offset = next
    }
    return found
  }
}
