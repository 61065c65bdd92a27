import Glibc
import TenControl
import TenCore
import TenGraph
import TenRuntime
import Testing

@testable import TenHost

@Suite struct ControlledHostTests {
  @Test func aWarmHostBecomesReadyAndEndsWhenItsRecordIsStored() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    let greeting = try server.greeting()
    #expect(greeting.host == "h1")
    #expect(greeting.processID == Int(getpid()))
    #expect(greeting.session == nil)
    _ = try server.event(.prepared)
    try run.started(server)
    let ready = try server.event(.ready)
    let nodes = ready.body["nodes"]?.array ?? []
    #expect(nodes.map { $0.object?["name"]?.string } == ["clerk", "ear"])
    #expect(nodes.allSatisfy { $0.object?["running_ms"]?.double != nil && $0.object?["remade"] == false })
    server.send(.command(id: 2, node: "clerk", name: "who", [:], milliseconds: nil))
    #expect(try server.result(2).properties["channel"] == "room_17")
    server.send(.stop(.stopped, detail: "that was all"))
    let record = try server.event(.endRecord)
    #expect(record.body["session"] == "call_1")
    #expect(record.body["reason"] == "stopped")
    #expect(record.body["audit"] == [])
    server.send(.acknowledge(sequence: record.sequence))
    #expect(run.wait() == .ok)
    #expect(run.text(of: run.folder.endRecord(of: "h1")) == nil)
    #expect(access(run.folder.socket(of: "h1"), F_OK) != 0)
  }

  @Test func aNodeThatReadAnOverriddenPropertyIsMadeAnew() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    _ = try server.event(.prepared)
    server.send(.start(id: 1, session: "call_1", StartRequest(values: ["channel": "a"], nodes: ["clerk": ["model": "large"]])))
    let ready = try server.event(.ready).body
    let nodes = try #require(ready["nodes"]?.array).compactMap(\.object)
    let clerk = nodes[0]
    #expect(clerk["remade"] == true)
    // The time from the start message on: what was prepared before it is not counted.
    #expect(clerk["prepared_ms"]?.double.map { $0 >= 0 && $0 <= clerk["running_ms"]?.double ?? 0 } == true)
    #expect(nodes[1]["prepared_ms"] == nil)
    #expect(nodes.compactMap { $0["running_ms"]?.double }.max() ?? .infinity <= ready["ms"]?.double ?? 0)
    #expect(clerk["reason"]?.string?.contains("model") == true)
    server.send(.command(id: 2, node: "clerk", name: "who", [:], milliseconds: nil))
    #expect(try server.result(2).properties["model"] == "large")
  }

  @Test func aStartWithProblemsIsRefusedAndTheNextOneTaken() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    server.send(.start(id: 1, session: "call_1", StartRequest(values: ["chanel": "a"])))
    let refused = try server.result(1)
    #expect(refused.status == .error)
    let problems = refused.properties["problems"]?.array?.compactMap(\.object) ?? []
    #expect(problems.allSatisfy { $0["code"]?.string?.hasPrefix("S") == true && $0["message"]?.string != nil })
    #expect(problems.contains { $0["suggestion"]?.string?.contains("channel") == true })
    server.send(.start(id: 2, session: "call_1", StartRequest(values: ["channel": "a"])))
    #expect(try server.result(2).status == .ok)
    _ = try server.event(.ready)
    server.send(.start(id: 3, session: "call_2", StartRequest(values: ["channel": "b"])))
    let second = try server.result(3)
    #expect(second.status == .error)
    #expect(second.properties["detail"]?.string?.contains("call_1") == true)
  }

  @Test func commandsDataInterruptsAndStateAreAnswered() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    server.send(.command(id: 1, node: "clerk", name: "who", [:], milliseconds: nil))
    #expect(try server.result(1).properties["detail"]?.string?.contains("no session yet") == true)
    server.send(.start(id: 2, session: "call_1", StartRequest(values: ["channel": "a"])))
    _ = try server.event(.ready)
    server.send(.data(id: 3, node: "clerk", name: "note", ["text": "first"]))
    #expect(try server.result(3).status == .ok)
    server.send(.command(id: 4, node: "clerk", name: "who", [:], milliseconds: nil))
    #expect(try server.result(4).properties["notes"] == ["first"])
    server.send(.command(id: 5, node: "nobody", name: "who", [:], milliseconds: nil))
    let nobody = try server.result(5)
    #expect(nobody.status == .noRoute && nobody.properties["unknown_node"] == "nobody")
    #expect(nobody.properties["detail"]?.string?.contains("its nodes are clerk, ear") == true)
    server.send(.command(id: 6, node: "clerk", name: "say", ["text": "hello there"], milliseconds: nil))
    let transcript = try server.event(.transcript)
    #expect(transcript.body["text"] == "hello there")
    #expect(transcript.body["role"] == "assistant")
    #expect(transcript.body["is_final"] == true)
    #expect(transcript.body["stream_id"] == 7)
    #expect(transcript.body["turn"] == 1)
    server.send(.interrupt(id: 7))
    #expect(try server.result(7).properties["turn"] == 1)
    server.send(.state(id: 8))
    let state = try server.result(8).properties
    #expect(state["session"] == "call_1")
    #expect(state["nodes"]?.array?.first?.object?["state"] == "running")
    server.send(.watch(milliseconds: 100))
    #expect((try server.event(.counters).body["delivered"]?.int ?? 0) > 0)
  }

  @Test func aNodeThatCannotBePreparedIsTold() throws {
    let run = try ControlledRun(#"{"nodes": [{"type": "extension", "name": "clerk", "addon": "clerk", "property": {"fails": true}}]}"#)
    let server = try run.connect()
    let record = try server.event(.endRecord)
    #expect(record.body["detail"]?.string?.contains("the clerk is ill") == true)
    server.send(.acknowledge(sequence: record.sequence))
    #expect(run.wait() == .ok)
  }

  @Test func aWarmHostEndsWithItsConnection() throws {
    let run = try ControlledRun()
    do {
      let server = try run.connect()
      _ = try server.event(.prepared)
    }
    #expect(run.wait() == .ok)
  }

  @Test func aBlockedLoopIsToldOf() throws {
    let run = try ControlledRun(blocks: BlockLimits(report: 100, block: 60_000))
    let server = try run.connect()
    try run.started(server)
    server.send(.command(id: 2, node: "clerk", name: "dream", ["ms": 700], milliseconds: nil))
    let blocked = try server.event(.event) { $0.body["event"] == "blocked" }
    #expect(blocked.body["node"] == "clerk")
    #expect(blocked.body["message"] == "dream")
    _ = try server.event(.event) { $0.body["event"] == "unblocked" }
  }

  @Test func theRecordOfALoopThatIsBlockedForGoodGoesPastIt() throws {
    let run = try ControlledRun(blocks: BlockLimits(report: 100, block: 300))
    let server = try run.connect()
    try run.started(server, ["channel": "a", "token": "hunter2hunter2"])
    let pipe = run.folder.path + "/h1.pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    server.send(.command(id: 2, node: "clerk", name: "block", ["pipe": .string(pipe)], milliseconds: nil))
    // Comes while the loop is blocked.
    let record = try server.event(.endRecord)
    #expect(record.body["reason"] == "blocked")
    #expect(record.body["node"] == "clerk")
    let written = try #require(run.text(of: run.folder.endRecord(of: "h1")))
    #expect(written.contains(#""reason":"blocked""#))
    #expect(!written.contains("hunter2"))
    close(open(pipe, O_WRONLY))
  }
}
