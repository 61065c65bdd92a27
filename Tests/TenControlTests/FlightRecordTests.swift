import TenCore
import Testing

@testable import TenControl

@Suite struct FlightRecordTests {
  /// Memory as a file would be mapped.
  private final class Memory {
    let start = UnsafeMutableRawPointer.allocate(byteCount: FlightLayout.size, alignment: 16)
    init() { start.initializeMemory(as: UInt8.self, repeating: 0, count: FlightLayout.size) }
    deinit { start.deallocate() }
    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: start, count: FlightLayout.size)) }
  }

  private func writer(_ memory: Memory, _ nodes: [String] = ["stt", "llm"]) -> FlightWriter {
    FlightWriter(memory.start, nodes: nodes, time: 1_000_000, clock: 500)
  }

  private func record(_ memory: Memory) throws -> FlightRecord { try #require(FlightRecord(bytes: memory.bytes)) }

  @Test func aMessageIsReadAsItWasWritten() throws {
    let memory = Memory()
    writer(memory).add(clock: 750, source: 1, kind: .data, name: "text_data", turn: 3, bytes: 960)
    let message = try #require(try record(memory).messages.first)
    #expect(message.number == 1 && message.time == 1_000_250 && message.source == "llm" && message.kind == "data")
    #expect(message.name == "text_data" && message.turn == 3 && message.bytes == 960)
  }

  @Test func theLastMessagesAreKeptInOrder() throws {
    let memory = Memory()
    let writer = writer(memory)
    for number in 0..<1_000 { writer.add(clock: UInt64(500 + number), source: 0, kind: .audio, name: "pcm_frame", turn: 0, bytes: number) }
    let record = try record(memory)
    #expect(record.sent == 1_000)
    #expect(record.messages.map(\.number) == Array(801...1_000))
    #expect(record.messages.map(\.bytes) == Array(800..<1_000))
    #expect(record.messages.allSatisfy { $0.turn == nil })
  }

  @Test func whatALoopIsAtIsSeen() throws {
    let memory = Memory()
    let writer = writer(memory)
    #expect(try record(memory).activities == [])
    writer.learn("prepare")
    let name: MessageName = "prepare"
    memory.start.storeBytes(of: UInt64(1) << 32 | UInt64(name.id), toByteOffset: FlightLayout.loops + 2 * FlightLayout.loopSize, as: UInt64.self)
    #expect(try record(memory).activities == [.init(node: "llm", message: "prepare")])
  }

  @Test func aTaskThatRunsNamesItsNode() throws {
    let memory = Memory()
    let writer = writer(memory)
    writer.add(task: 0x7f00_1230, of: 1)
    memory.start.storeBytes(of: UInt64(0x7f00_1230), toByteOffset: FlightLayout.loops + 8, as: UInt64.self)
    #expect(try record(memory).activities == [.init(node: "llm", message: nil)])
    // Another task in the same place of the table: better no name than a wrong one.
    writer.add(task: 0x7f00_1230 + UInt(FlightLayout.taskCount) << 32, of: 0)
    memory.start.storeBytes(of: UInt64(0x7f00_9990), toByteOffset: FlightLayout.loops + 8, as: UInt64.self)
    #expect(try record(memory).activities == [])
  }

  @Test func moreNamesThanThereIsRoomForAreTold() throws {
    let memory = Memory()
    let writer = writer(memory, (0..<1_000).map { "node_\($0)" })
    var last: MessageName = "flight_0"
    for number in 0..<2_000 {
      last = try MessageName("flight_\(number)_of_a_name_that_is_long_enough_to_fill_the_table")
      writer.add(clock: 500, source: 999, kind: .command, name: last, turn: 0, bytes: 0)
    }
    let message = try #require(try record(memory).messages.last)
    #expect(message.name == "message \(last.id)" && message.source == "node 999")
  }

  @Test func aMessageThatWasBeingWrittenIsLeftOut() throws {
    let memory = Memory()
    let writer = writer(memory)
    for _ in 0..<3 { writer.add(clock: 500, source: 0, kind: .data, name: "x", turn: 0, bytes: 0) }
    memory.start.storeBytes(of: UInt64(0), toByteOffset: FlightLayout.messages + FlightLayout.messageSize, as: UInt64.self)
    #expect(try record(memory).messages.map(\.number) == [1, 3])
  }

  @Test func whatIsNoFlightRecorderIsNone() {
    #expect(FlightRecord(bytes: []) == nil)
    #expect(FlightRecord(bytes: Array(repeating: 0, count: FlightLayout.size)) == nil)
    #expect(FlightRecord(bytes: Array("TLFGHT01".utf8)) == nil)
  }

  @Test func bytesThatAreAnythingAreRead() throws {
    let memory = Memory()
    let writer = writer(memory)
    for _ in 0..<50 { writer.add(clock: 500, source: 0, kind: .data, name: "x", turn: 0, bytes: 0) }
    let sound = memory.bytes
    var random = SplitMix(state: 42)
    for _ in 0..<300 {
      var bytes = sound
      for _ in 0..<200 { bytes[8 + Int(random.next() % UInt64(bytes.count - 8))] = UInt8(truncatingIfNeeded: random.next()) }
      // All bits set in a number of lengths and counts, too.
      for _ in 0..<8 {
        let place = 8 + Int(random.next() % UInt64(FlightLayout.loops))
        for byte in place..<(place + 8) { bytes[byte] = 0xff }
      }
      let record = FlightRecord(bytes: bytes)
      #expect((record?.messages.count ?? 0) <= FlightLayout.messageCount)
      _ = record?.value()
      _ = FlightRecord(bytes: Array(bytes.prefix(FlightLayout.known + Int(random.next() % 100))))
    }
  }

  private struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }
}
