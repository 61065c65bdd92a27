import TenControl
import TenCore
import Testing

@testable import TenHost

@Suite struct ControlSecretsTests {
  @Test func aSecretNeverAppearsInEventsResultsLogOrRecord() throws {
    let run = try ControlledRun()
    var lines = ""
    do {
      let server = try run.connect()
      server.send(.start(id: 1, session: "call_1", StartRequest(values: ["channel": "a", "token": #"hunter2"hunter2"#])))
      server.send(.command(id: 2, node: "clerk", name: "tell", [:], milliseconds: nil))
      while let line = server.line() {
        lines += String(decoding: line, as: UTF8.self) + "\n"
        if lines.contains("the token is"), lines.contains(#""id":2"#) { break }
      }
    }
    #expect(lines.contains("the token is ***"))
    #expect(run.wait() == .ok)
    let log = try #require(run.text(of: run.folder.log(of: "h1")))
    let record = try #require(run.text(of: run.folder.endRecord(of: "h1")))
    #expect(log.contains("joined a with ***"))
    #expect(log.contains("prepared with small and ***"))
    #expect(log.contains(#""session":"call_1","node":"clerk""#))
    #expect(record.contains(#""last_error":"the token is ***""#))
    for text in [lines, log, record] {
      #expect(!text.contains("hunter2"))
      #expect(!text.contains("graph-secret-1"))
    }
  }

  @Test func aServerThatTakesASessionOverIsToldItsSecrets() throws {
    let run = try ControlledRun()
    let first = try run.connect()
    #expect(try first.greeting().secrets == nil)
    try run.started(first, ["channel": "a", "token": "hunter2hunter2"])
    let second = try run.connect(epoch: 2)
    let secrets = try #require(try second.greeting().secrets)
    #expect(Set(secrets) == [Secret("hunter2hunter2"), Secret("graph-secret-1")])
    #expect(!"\(secrets)".contains("hunter2"))
  }

  @Test func theLogIsBoundedAndItsOlderHalfIsKept() throws {
    let run = try ControlledRun(limits: HostLimits(logBytes: 40_000, grace: 50))
    do {
      let server = try run.connect()
      try run.started(server)
      server.send(.command(id: 2, node: "clerk", name: "fret", ["count": 200], milliseconds: nil))
      _ = try server.result(2)
    }
    #expect(run.wait() == .ok)
    let log = try #require(run.text(of: run.folder.log(of: "h1")))
    let older = try #require(run.text(of: run.folder.olderLog(of: "h1")))
    #expect(log.utf8.count <= 20_000 && older.utf8.count <= 20_000)
    #expect(log.contains("199 !"))
    #expect(older.hasPrefix("{") && log.hasPrefix("{"))
  }
}
