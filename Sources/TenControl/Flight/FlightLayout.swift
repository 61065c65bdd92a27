/// Where things stand in the file of a flight recorder. All numbers in the byte order of the machine; the file is read on the one that wrote it.
///
/// ```
/// 0     magic                     8 bytes
/// 8     Unix time of the start    milliseconds
/// 16    loop's clock at the start milliseconds
/// 24    messages written          64 bits, grows
/// 32    bytes of `names` in use   32 bits, grows
/// 36    bytes of `nodes` in use   32 bits
/// 64    loops                     one slot each: node << 32 | name, all bits set where none is in hand; then the address of the task that runs
///       tasks                     where the address of a task says: address, node
///       messages                  `number`, clock, name, turn, source, kind, bytes; in a circle
///       nodes, names              length and text of each; before a name its number
/// ```
public enum FlightLayout {
  static let magic: UInt64 = 0x3130_5448_474c_4654
  static let startTime = 8
  static let startClock = 16
  static let written = 24
  static let namesUsed = 32
  static let nodesUsed = 36
  static let loops = 64
  /// Loops beyond share the last slot.
  public static let loopCount = 16
  static let loopSize = 16
  static let tasks = loops + loopCount * loopSize
  static let taskCount = 256
  static let messages = tasks + taskCount * 16
  /// The last so many messages are kept.
  public static let messageCount = 200
  static let messageSize = 32
  static let nodes = messages + messageCount * messageSize
  static let nodesSize = 4_096
  static let names = nodes + nodesSize
  static let namesSize = 16_384
  /// One bit a name: whether the writer has put it into `names`.
  static let known = names + namesSize
  static let knownSize = 65_536 / 8
  /// Bytes of the file.
  public static let size = known + knownSize
  /// Longer names are cut.
  static let nameLength = 120
  static let nothing = UInt64.max

  /// Where the node of a task stands; another task with the same place takes it.
  static func task(_ address: UInt64) -> Int { tasks + Int((address >> 4 ^ address >> 12) % UInt64(taskCount)) * 16 }
}
