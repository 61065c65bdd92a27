import Glibc
import TenControl
import TenCore
import Testing

@testable import TenHost

/// Hosts that end without a word: what their files tell.
@Suite struct FlightOfDeadHostsTests {
  private let graph = """
    {"nodes": [{"type": "extension", "name": "sender", "addon": "trapper"}, {"type": "extension", "name": "victim", "addon": "trapper"}],
     "connections": [{"extension": "sender", "data": [{"name": "trap", "dest": [{"extension": "victim"}]},
                                                      {"name": "hello", "dest": [{"extension": "victim"}]}]}]}
    """

  /// Sends `name` to a node of a running host; `end` is called when it is on its way.
  private func remains(of name: String, to node: String, end: (pid_t) -> Void = { _ in }) throws -> (
    signal: Int?, record: FlightRecord, output: String
  ) {
    let server = try SpawnedForkServer(graph: graph, in: ScratchTree())
    _ = try server.greeting()
    let process = try server.fork("h1")
    let client = try server.connect("h1")
    client.send(.start(id: 1, session: "s1", StartRequest()))
    _ = try client.event(.ready)
    client.send(.data(id: 2, node: "sender", name: "hello", [:]))
    client.send(.data(id: 3, node: node, name: name, [:]))
    end(process)
    let ending = try server.ending()
    let bytes = try #require(server.bytes(of: server.folder.ring(of: "h1")))
    return (ending.signal, try #require(FlightRecord(bytes: bytes)), server.text(of: server.folder.output(of: "h1")) ?? "")
  }

  @Test func aTrapNamesNodeAndMessageAndLeavesItsWords() throws {
    let remains = try remains(of: "trap", to: "victim")
    #expect([Int(SIGILL), Int(SIGTRAP)].contains(remains.signal ?? 0))
    #expect(remains.record.activities == [.init(node: "victim", message: "trap")])
    #expect(remains.output.contains("trapped on purpose"))
    // On from the sender to the victim, and from there to nobody.
    #expect(remains.record.messages.map(\.name) == ["hello", "hello"])
    #expect(remains.record.messages.map(\.source) == ["sender", "victim"])
  }

  @Test func aFaultNamesTheNode() throws {
    let remains = try remains(of: "fault", to: "victim")
    #expect(remains.signal == Int(SIGSEGV))
    #expect(remains.record.activities.first?.node == "victim")
  }

  @Test func aTrapAfterASuspensionNamesTheNode() throws {
    let remains = try remains(of: "trap_later", to: "victim")
    #expect(remains.record.activities.first?.node == "victim")
  }

  @Test func aHostThatHangsAndIsKilledNamesTheNode() throws {
    let remains = try remains(of: "hang", to: "victim") { process in
      // In the hands of the node as soon as it waits in `pause`.
      while !stateIsPaused(process) { sched_yield() }
      kill(process, SIGKILL)
    }
    #expect(remains.signal == Int(SIGKILL))
    #expect(remains.record.activities == [.init(node: "victim", message: "hang")])
  }

  private func stateIsPaused(_ process: pid_t) -> Bool {
    guard let file = fopen("/proc/\(process)/wchan", "r") else { return true }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self).contains("pause")
  }
}
