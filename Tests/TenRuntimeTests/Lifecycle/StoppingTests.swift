import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct StoppingTests {
  @Test func aStopThatHangsIsGivenUpAndNamed() throws {
    let kept = Kept()
    let hanging = Script(stop: { _ in await kept.loop?.wait(.seconds(30)) })
    let record = try TestHost.run(TestGraph().node("a", Puppet.self, hanging.properties) { $0.deadlines.stop = 200 }) { _, loop in kept.loop = loop }
    #expect(record.audit.contains { $0.contains("'a'") && $0.contains("200 ms") && $0.contains("stop") })
  }

  @Test func aTaskThatIgnoresItsCancellationIsNamed() throws {
    let kept = Kept()
    let stubborn = Script(data: { context, _ in
      context.spawn { await kept.loop?.wait(.seconds(30)) }
    })
    let record = try TestHost.run(TestGraph().node("a", Puppet.self, stubborn.properties)) { session, loop in
      kept.loop = loop
      try session.send(DataMessage("go"), to: "a")
      await loop.wait(.milliseconds(1))
    }
    #expect(record.audit.contains { $0.contains("'a'") && $0.contains("StoppingTests.swift") })
  }

  @Test func tasksThatHeedTheirCancellationAreAwaited() {
    seeds(0..<300) { seed in
      let journal = Journal()
      let spawning = Script(data: { context, _ in
        context.spawn {
          try? await context.clock.sleep(for: .seconds(3600))
          for _ in 0..<5 { await Task.yield() }
          journal.note("ended")
        }
      })
      let record = try TestHost.run(TestGraph().node("a", Puppet.self, spawning.properties), seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "a")
        await loop.wait(.milliseconds(1))
      }
      try expectEqual(journal.all, ["ended"])
      try record.checkSound()
    }
  }

  @Test func aRegisteredResourceIsClosedAndNamed() throws {
    let journal = Journal()
    let holder = Script(start: { context, _ in
      _ = context.register { journal.note("closed kept") }
      context.register { journal.note("closed let go") }.release()
    })
    let record = try TestHost.run(TestGraph().node("a", Puppet.self, holder.properties)) { _, _ in }
    #expect(journal.all == ["closed kept"])
    #expect(record.audit.count == 1 && record.audit[0].contains("'a'") && record.audit[0].contains("StoppingTests.swift"))
  }

  @Test func afterTheEndSendsThrowEnded() throws {
    let kept = Kept()
    let a = Script(start: { context, _ in kept.context = context })
    let code = try VirtualLoop.run { loop in
      let graph = TestGraph().node("a", Puppet.self, a.properties)
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled)
      try await session.ready()
      await session.stop()
      guard let context = kept.context else { return SendError.Code.full }
      #expect(!context.send(tone("x")).isAccepted)
      _ = await context.interrupt()
      context.endSession(reason: "again")
      do throws(SendError) { try await context.send(DataMessage("x")) } catch { return error.code }
      return .full
    }
    #expect(code == .ended)
  }

  @Test func aStoppingNodeMayStillSendAndGetResults() throws {
    let journal = Journal()
    let last = Script(stop: { context in
      let result = try? await context.send(Command("bye"))
      journal.note("\(result.map { "\($0.status)" } ?? "none")")
    })
    let graph = TestGraph().node("a", Puppet.self, last.properties).node("b", Puppet.self, Script().properties).connect("a", .command, "bye", "b")
      .depends("a", on: "b")
    let record = try TestHost.run(graph) { _, _ in }
    #expect(journal.all == ["ok"])
    try record.checkSound()
  }

  @Test func aNodeEndsTheSession() throws {
    let a = Script(data: { context, _ in context.endSession(reason: "done") })
    let graph = TestGraph().node("a", Puppet.self, a.properties)
    let record = try VirtualLoop.run { loop in
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled)
      try await session.ready()
      try session.send(DataMessage("go"), to: "a")
      return await session.ended()
    }
    #expect(record.reason.code == .finished && record.reasonNode == "a" && record.reason.detail == "done")
    try record.checkSound()
  }

  @Test func anEndedSessionLeavesNothingInMemory() throws {
    let kept = Kept()
    try VirtualLoop.run { loop in
      let graph = TestGraph().node("a", Puppet.self, Script().properties).node("b", Puppet.self, Script().properties).connect("a", .data, "x", "b")
      let test = TestHost(graph, loop: loop)
      let started = try test.host.start(graph.compiled)
      try await started.ready()
      kept.session = started
      await started.stop()
    }
    #expect(kept.session == nil)
  }
}

private final class Kept: @unchecked Sendable {
  // @unchecked: confined to the virtual loop.
  var context: ExtensionContext?
  var loop: VirtualLoop?
  weak var session: Session?
}
