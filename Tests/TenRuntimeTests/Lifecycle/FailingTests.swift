import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct FailingTests {
  @Test func aFailureOfARunningNodeEndsTheSession() throws {
    let record = try fail(.end) { _, _ in }
    #expect(record.reason.code == .nodeFailed && record.reasonNode == "a" && record.reason.detail == "broken")
    try record.checkSound()
  }

  @Test func aNodeThatRestartsGetsWhatWasSentMeanwhile() {
    seeds(0..<200) { seed in
      let journal = Journal()
      let failing = Script(
        start: { context, _ in
          journal.note("start")
          try await context.clock.sleep(for: .milliseconds(10))
        },
        data: { context, data in
          journal.note("\(data["n"]?.int ?? -1)")
          if data["n"] == 0 { context.fail("broken") }
        })
      let source = Script(data: { context, _ in
        for number in 0..<4 {
          try await context.send(TenRuntimeTests.data("x", number))
          try await context.clock.sleep(for: .milliseconds(1))
        }
      })
      let graph = TestGraph().node("source", Puppet.self, source.properties)
        .node("a", Puppet.self, failing.properties) { $0.onFailure = .restart }.connect("source", .data, "x", "a")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "source")
        await loop.wait(.milliseconds(100))
      }
      try expectEqual(journal.all, ["start", "0", "start", "1", "2", "3"])
      try expectEqual(try record.node("a").restarts, 1)
      try record.checkSound()
    }
  }

  @Test func aNodeThatFailsTooOftenEndsTheSession() throws {
    let failing = Script(start: { _, _ in throw Mismatch(description: "again") })
    let graph = TestGraph().node("a", Puppet.self, failing.properties) { $0.onFailure = .restart }
    let record = try StartingTests.end(graph, 0)
    #expect(record.reason.code == .startFailed)
    #expect(try record.node("a").restarts == SessionMachine.maximumRestarts)
    try record.checkSound()
  }

  @Test func messagesForANodeThatIsOutGoToItsStandIn() throws {
    let journal = Journal()
    let sink = Script(data: { _, data in journal.note(data["n"]?.int ?? -1) })
    let failing = Script(start: { _, _ in throw Mismatch(description: "no") })
    let source = Script(data: { context, _ in for number in 0..<3 { try await context.send(data("x", number)) } })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("a", Puppet.self, failing.properties) { $0.onFailure = .continue }
      .node("b", Puppet.self, sink.properties).connect("source", .data, "x", ["a"]) { $0.fallback = 2 }
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.numbers == [0, 1, 2])
    #expect(try record.connection("x", to: "b").counters.delivered == 3)
    #expect(try record.connection("x", to: "a").counters.sent == 0)
    #expect(try record.connection("x", to: "b").fallbackOf == "a" && record.connection("x", to: "a").fallbackOf == nil)
    try record.checkSound()
  }

  @Test func aReportedErrorIsRoutedAndRecorded() throws {
    let journal = Journal()
    let a = Script(data: { context, _ in throw Mismatch(description: "spilt") })
    let watcher = Script(data: { _, data in journal.note("\(data["node"]?.string ?? "") \(data["message"]?.string ?? "")") })
    let graph = TestGraph().node("a", Puppet.self, a.properties).node("watcher", Puppet.self, watcher.properties).connect(
      "a", .data, "error", "watcher")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("x"), to: "a")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.all == ["a handling data 'x' failed: spilt"])
    #expect(try record.node("a").errors == 1 && record.node("a").lastError == "handling data 'x' failed: spilt")
    try record.checkSound()
  }

  private func fail(_ policy: FailurePolicy, _ body: @escaping @Sendable (Session, VirtualLoop) async throws -> Void) throws -> EndRecord {
    let failing = Script(data: { context, _ in context.fail("broken") })
    let graph = TestGraph().node("a", Puppet.self, failing.properties) { $0.onFailure = policy }.node("b", Puppet.self, Script().properties)
    return try VirtualLoop.run { loop in
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled)
      try await session.ready()
      try session.send(DataMessage("go"), to: "a")
      return await session.ended()
    }
  }
}
