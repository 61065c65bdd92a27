import TenCore
import Testing

@testable import TenControl
@testable import TenSupervisor

@Suite struct TheFlightRecorderOfADeadHost {
  private let folder = ScratchFolder()

  private var verdict: Remains.Verdict {
    Remains(of: "h1", in: RuntimeFolder(folder.path), scrubber: nil).verdict(session: "s1", graph: "echo", milliseconds: 1)
  }

  /// The file of a host that has sent 300 messages and in which the node `llm` has the last one in hand.
  private func ring() -> [UInt8] {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: FlightLayout.size, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: FlightLayout.size)
    let writer = FlightWriter(memory, nodes: ["stt", "llm"], time: 1_000_000, clock: 500)
    let name: MessageName = "text_data"
    for number in 0..<300 { writer.add(clock: 750, source: 0, kind: .data, name: name, turn: 3, bytes: number) }
    memory.storeBytes(of: UInt64(1) << 32 | UInt64(name.id), toByteOffset: FlightLayout.loops, as: UInt64.self)
    return Array(UnsafeRawBufferPointer(start: memory, count: FlightLayout.size))
  }

  @Test func namesTheNodeAndTheMessageInHand() throws {
    folder.write(ring(), to: "h1.ring")
    folder.write(#"{"signal":11}"#, to: "h1.exit")
    let verdict = verdict
    #expect(verdict.node == "llm" && verdict.endRecord.object?["node"] == "llm")
    #expect(verdict.detail == "its process was ended by SIGSEGV: a bad address, or a stack overflow; node 'llm' had 'text_data' in hand")
    let flight = try #require(verdict.endRecord.object?["flight"]?.object)
    #expect(flight["messages"]?.array?.count == 200)
    #expect(flight["messages"]?.array?.last?.object?["bytes"] == 299)
  }

  @Test func isLeftOutWhereItsFileIsTornOrAnothers() {
    let whole = ring()
    for bytes in [[], Array(whole.prefix(1_000)), [UInt8](repeating: 0xFF, count: whole.count), whole + [1]] {
      folder.write(bytes, to: "h1.ring")
      let verdict = verdict
      #expect(verdict.node == nil && verdict.endRecord.object?["flight"] == nil, "\(bytes.count) bytes")
    }
  }
}
