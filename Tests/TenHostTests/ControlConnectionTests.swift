import Glibc
import TenControl
import TenCore
import Testing

@testable import TenHost

/// Who may control a host, and what becomes of it without a server.
@Suite struct ControlConnectionTests {
  @Test func aWrongLeaseIsRefused() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    _ = try server.event(.prepared)
    #expect(try run.connect(lease: "guessed").refusal().contains("lease"))
    try run.started(server)
  }

  @Test func aHigherEpochDisplacesAndALowerOneIsRefused() throws {
    let run = try ControlledRun(epoch: 4)
    let first = try run.connect(epoch: 4)
    _ = try first.event(.prepared)
    try run.started(first)
    #expect(try run.connect(epoch: 3).refusal().contains("epoch 3 is lower than 4"))
    let second = try run.connect(epoch: 5)
    let greeting = try second.greeting()
    #expect(greeting.epoch == 5)
    #expect(greeting.session == "call_1")
    #expect(greeting.state == .running)
    #expect(try first.refusal().contains("epoch 5"))
    #expect(try run.connect(epoch: 4).refusal().contains("epoch 4 is lower than 5"))
    second.send(.command(id: 9, node: "clerk", name: "who", [:], milliseconds: nil))
    #expect(try second.result(9).status == .ok)
  }

  @Test func aServerThatComesBackFindsTheSameSessionAndWhatItHasMissed() throws {
    let run = try ControlledRun(limits: HostLimits(grace: 120_000))
    var seen = 0
    do {
      let server = try run.connect()
      try run.started(server)
      server.send(.command(id: 2, node: "clerk", name: "fret", ["count": 3], milliseconds: nil))
      _ = try server.event(.event) { $0.body["detail"]?.string?.hasPrefix("2 ") == true }
      seen = try server.event(.ready).sequence
    }
    let next = try run.connect(epoch: 2, since: seen)
    #expect(try next.greeting().session == "call_1")
    _ = try next.event(.event) { $0.body["detail"]?.string?.hasPrefix("2 ") == true }
    #expect(next.events.map(\.sequence) == Array((seen + 1)...(seen + next.events.count)))
    next.send(.command(id: 3, node: "clerk", name: "leave", [:], milliseconds: nil))
    let record = try next.event(.endRecord)
    #expect(record.body["reason"] == "finished")
    next.send(.acknowledge(sequence: record.sequence))
    #expect(run.wait() == .ok)
  }

  @Test func linesBehindTheOneForWhichAConnectionIsRefusedAreNotObeyed() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    try run.started(server)
    let lines = [HostRequest.hello(lease: ControlledRun.lease, epoch: 1, since: 0), .stop(.stopped, detail: "by nobody")]
    server.send(Array(lines.map(\.line).joined(separator: [UInt8(ascii: "\n")])))
    #expect(try server.refusal().contains("hello once"))
    #expect(run.wait() == .ok)
    #expect(run.text(of: run.folder.endRecord(of: "h1"))?.contains(#""reason":"abandoned""#) == true)
  }

  @Test func aSessionThatNoServerTakesIsAbandonedAndLeavesItsRecord() throws {
    let run = try ControlledRun()
    do { try run.started(try run.connect()) }
    #expect(run.wait() == .ok)
    let text = try #require(run.text(of: run.folder.endRecord(of: "h1")))
    #expect(text.contains(#""session":"call_1""#))
    #expect(text.contains(#""reason":"abandoned""#))
    #expect(text.contains("no server came back within 50 ms"))
  }

  @Test func aServerThatDoesNotReadLosesEventsButNeverTheEndRecord() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    try run.started(server)
    let pipe = run.folder.path + "/h1.pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    // 3,000 events of 1,000 bytes, more than the socket and the journal hold, before the first of them is read.
    server.send(.command(id: 2, node: "clerk", name: "fret", ["count": 3_000, "pipe": .string(pipe)], milliseconds: nil))
    close(open(pipe, O_RDONLY))
    server.send(.command(id: 3, node: "clerk", name: "leave", [:], milliseconds: nil))
    let record = try server.event(.endRecord)
    #expect(record.body["reason"] == "finished")
    let told = server.events.filter { $0.body["event"] == "events_dropped" }
    let dropped = told.reduce(0) { $0 + ($1.body["count"]?.int ?? 0) }
    #expect(dropped > 0)
    #expect(server.events.count - told.count + dropped == record.sequence)
    #expect(server.events.map(\.sequence) == server.events.map(\.sequence).sorted())
    server.send(.acknowledge(sequence: record.sequence))
    #expect(run.wait() == .ok)
  }

  @Test(arguments: ["nonsense", "{}", "[1]", #"{"type":"start","id":1,"session":"a"}"#, "", #"{"type":"hello"}"#])
  func aFirstLineThatIsNoHelloIsRefused(line: String) throws {
    let run = try ControlledRun()
    let server = try run.connect()
    let other = try ControlClient(run.folder.socket(of: "h1"))
    other.send(Array(line.utf8))
    #expect(try !other.refusal().isEmpty)
    try run.started(server)
  }

  @Test func aLineWithAnIDThatIsNotUnderstoodIsAnsweredAndTheConnectionStays() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    server.send(Array(#"{"type":"dance","id":5}"#.utf8))
    let answer = try server.result(5)
    #expect(answer.status == .invalid)
    #expect(answer.properties["detail"]?.string?.contains("'dance'") == true)
    server.send(Array(#"{"type":"cmd","id":6,"dest":7}"#.utf8))
    #expect(try server.result(6).status == .invalid)
    try run.started(server)
  }

  @Test func aLineThatIsTooLongClosesTheConnectionWithWords() throws {
    let run = try ControlledRun()
    let server = try run.connect()
    try run.started(server)
    server.send([UInt8](repeating: UInt8(ascii: "x"), count: (1 << 20) + 100_000))
    #expect(try server.refusal().contains("longer than 1048576 bytes"))
    #expect(run.wait() == .ok)
  }
}
