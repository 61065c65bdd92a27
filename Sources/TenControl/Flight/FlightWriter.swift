internal import Synchronization
public import TenCore

/// Writes the headers of messages into the memory of a flight recorder's file. May be used from any thread; the memory must outlive it.
///
/// Nothing is allocated and no clock is read for a message.
public struct FlightWriter: @unchecked Sendable {
  // @unchecked: places in the ring are taken by an atomic count; the names are protected by a mutex.
  private let memory: UnsafeMutableRawPointer
  private let names = NameLock()

  private final class NameLock: Sendable {
    let lock = Locked(())
  }

  /// - Parameters:
  ///   - memory: `FlightLayout.size` bytes, all zero.
  ///   - nodes: their names, by index.
  ///   - time: Unix time now, in milliseconds.
  ///   - clock: the loops' clock now, in milliseconds.
  public init(_ memory: UnsafeMutableRawPointer, nodes: [String], time: Int, clock: UInt64) {
    self.memory = memory
    memory.storeBytes(of: UInt64(time), toByteOffset: FlightLayout.startTime, as: UInt64.self)
    memory.storeBytes(of: clock, toByteOffset: FlightLayout.startClock, as: UInt64.self)
    for loop in 0..<FlightLayout.loopCount {
      memory.storeBytes(of: FlightLayout.nothing, toByteOffset: FlightLayout.loops + loop * FlightLayout.loopSize, as: UInt64.self)
    }
    var used = 0
    for node in nodes {
      guard let end = Self.put(node, in: memory + FlightLayout.nodes, at: used, size: FlightLayout.nodesSize) else { break }
      used = end
    }
    memory.storeBytes(of: UInt32(used), toByteOffset: FlightLayout.nodesUsed, as: UInt32.self)
    memory.storeBytes(of: FlightLayout.magic, as: UInt64.self)
  }

  /// What the loop of this number is at; for `EventLoop.showActivity`.
  package func loop(_ number: Int) -> UnsafeMutablePointer<LoopActivity.Hand> {
    let slot = min(max(0, number), FlightLayout.loopCount - 1)
    return (memory + FlightLayout.loops + slot * FlightLayout.loopSize).assumingMemoryBound(to: LoopActivity.Hand.self)
  }

  /// A node has a task at this address.
  public func add(task: UInt, of node: Int) {
    let place = memory + FlightLayout.task(UInt64(task))
    place.storeBytes(of: 0, as: UInt64.self)
    place.storeBytes(of: UInt64(clamping: node), toByteOffset: 8, as: UInt64.self)
    place.storeBytes(of: UInt64(task), as: UInt64.self)
  }

  /// nil where the task is none, or its place was taken by another.
  public func node(ofTask task: UInt) -> Int? {
    let place = memory + FlightLayout.task(UInt64(task))
    guard task != 0, place.load(as: UInt64.self) == UInt64(task) else { return nil }
    return Int(clamping: place.load(fromByteOffset: 8, as: UInt64.self))
  }

  /// - Parameters:
  ///   - clock: the loop's clock, in milliseconds.
  ///   - source: the index of the sending node.
  @inline(__always)
  public func add(clock: UInt64, source: UInt16, kind: MessageKind, name: MessageName, turn: UInt32, bytes: Int) {
    if !isKnown(name) { learn(name) }
    let count = (memory + FlightLayout.written).assumingMemoryBound(to: Atomic<UInt64>.self)
    let number = count.pointee.wrappingAdd(1, ordering: .relaxed).oldValue
    let place = memory + FlightLayout.messages + Int(number % UInt64(FlightLayout.messageCount)) * FlightLayout.messageSize
    // The number stands in the message: a reader sees by it whether the message is whole. 0 while it is written.
    place.storeBytes(of: 0, as: UInt64.self)
    place.storeBytes(of: clock, toByteOffset: 8, as: UInt64.self)
    place.storeBytes(of: name.id, toByteOffset: 16, as: UInt32.self)
    place.storeBytes(of: turn, toByteOffset: 20, as: UInt32.self)
    place.storeBytes(of: source, toByteOffset: 24, as: UInt16.self)
    place.storeBytes(of: UInt16(kind.rawValue), toByteOffset: 26, as: UInt16.self)
    place.storeBytes(of: UInt32(clamping: bytes), toByteOffset: 28, as: UInt32.self)
    place.storeBytes(of: number &+ 1, as: UInt64.self)
  }

  @inline(__always)
  private func isKnown(_ name: MessageName) -> Bool {
    let byte = memory.load(fromByteOffset: FlightLayout.known + Int(name.id >> 3) % FlightLayout.knownSize, as: UInt8.self)
    return byte & (1 << UInt8(name.id & 7)) != 0
  }

  /// Writes the name's text down, where there is room.
  public func learn(_ name: MessageName) {
    names.lock.withLock { _ in
      guard !isKnown(name) else { return }
      let place = memory + FlightLayout.known + Int(name.id >> 3) % FlightLayout.knownSize
      place.storeBytes(of: place.load(as: UInt8.self) | 1 << UInt8(name.id & 7), as: UInt8.self)
      let used = Int(memory.load(fromByteOffset: FlightLayout.namesUsed, as: UInt32.self))
      guard used + 4 <= FlightLayout.namesSize else { return }
      let names = memory + FlightLayout.names
      guard let end = Self.put(name.text, in: names, at: used + 4, size: FlightLayout.namesSize) else { return }
      names.storeBytes(of: name.id, toByteOffset: used, as: UInt32.self)
      memory.storeBytes(of: UInt32(end), toByteOffset: FlightLayout.namesUsed, as: UInt32.self)
    }
  }

  /// Length in one byte, then the text. - Returns: where it ends; nil where it does not fit. Ends are multiples of four.
  private static func put(_ text: String, in memory: UnsafeMutableRawPointer, at offset: Int, size: Int) -> Int? {
    let bytes = text.utf8.prefix(FlightLayout.nameLength)
    let end = (offset + 1 + bytes.count + 3) & ~3
    guard end <= size else { return nil }
    memory.storeBytes(of: UInt8(bytes.count), toByteOffset: offset, as: UInt8.self)
    for (index, byte) in bytes.enumerated() { memory.storeBytes(of: byte, toByteOffset: offset + 1 + index, as: UInt8.self) }
    return end
  }
}
