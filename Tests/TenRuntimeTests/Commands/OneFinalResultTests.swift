import TenCore
import TenRuntime
import TenTesting
import Testing

/// However a command ends, its sender gets one final result.
@Suite struct OneFinalResultTests {
  @Test func aHandlerThatThrowsAnswersWithAnErrorThatNamesIt() throws {
    let failing = Script(command: { _, _, _ in throw Mismatch(description: "no more paper") })
    let record = try ask(failing) { result in
      #expect(result.status == .error)
      #expect(result.detail.contains("'x'") && result.detail.contains("'answerer'") && result.detail.contains("no more paper"))
    }
    #expect(try record.node("answerer").errors == 1)
    #expect(record.reason.code == .stopped)
  }

  @Test func aHandlerThatNeverReturnsIsAnsweredByTheTimeOut() throws {
    let cancelled = Journal()
    let hanging = Script(command: { context, _, _ in
      do {
        try await context.clock.sleep(for: .seconds(3600))
      } catch {
        cancelled.note("cancelled")
        throw error
      }
      return .ok()
    })
    let record = try ask(hanging, timeout: .milliseconds(1500)) { result in
      #expect(result.status == .timeout)
      #expect(result.detail.contains("1.5 s"))
    }
    #expect(cancelled.count == 1)
    #expect(record.milliseconds >= 1500 && record.milliseconds < 1700)
    #expect(try record.connection("x").results?[.lateResult] == 1)
    #expect(try record.node("answerer").errors == 0)
  }

  @Test func aTimeOutRunsWhileTheSenderWaitsForRoom() throws {
    let hanging = Script(data: { context, _ in try await context.clock.sleep(for: .seconds(3600)) })
    let asker = Script(command: { context, _, _ in
      let results = await withTaskGroup(of: CommandResult.Status?.self) { group in
        for _ in 0..<3 { group.addTask { try? await context.send(Command("x"), timeout: .seconds(1)).status } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      return results == [.timeout, .timeout, .timeout] ? .ok() : .error("\(results)")
    })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties)
      .node("answerer", Puppet.self, hanging.properties) { $0.inbox[.command] = .init(count: 1, policy: .suspend) }
      .connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in
      try session.send(DataMessage("hang"), to: "answerer")
      try session.send(DataMessage("behind"), to: "answerer")
      let result = try await session.send(Command("go"), to: "asker")
      #expect(result.isOK, "\(result.detail)")
    }
    #expect(record.milliseconds < 1200)
    #expect(try record.connection("x").counters.rejected == 3)
    try record.checkSound()
  }

  @Test func theSecondAnswerThrowsAlreadyAnswered() throws {
    let journal = Journal()
    let twice = Script(command: { _, _, reply in
      try reply.send(.ok(["n": 1]))
      do { try reply.send(.ok(["n": 2])) } catch { journal.note("\(error)") }
      return .ok(["n": 3])
    })
    let record = try ask(twice) { #expect($0["n"] == 1) }
    #expect(journal.count == 1 && journal.all[0].contains("'x'"))
    #expect(try record.connection("x").results?[.lateResult] == 2)
  }

  @Test func aReplyThatIsLetGoAnswersUnanswered() throws {
    let record = try ask(Reflexes(command: { _, _, _ in })) { #expect($0.status == .unanswered) }
    #expect(try record.connection("x").counters.delivered == 1)
  }

  @Test func aNodeWithoutAHandlerAnswersUnhandled() throws {
    let asker = Script(command: { context, _, _ in .ok(["status": Value("\(try await context.send(Command("x")).status)")]) })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Mute.self).connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in
      try await session.go("asker", expecting: "unhandled")
    }
    #expect(try record.connection("x").counters.rejected == 1)
    try record.checkSound()
  }

  @Test func aCommandThatTheGraphConnectsToNobodyIsAnsweredNoRoute() throws {
    let asker = Script(command: { context, _, _ in .ok(["status": Value("\(try await context.send(Command("x")).status)")]) })
    let record = try TestHost.run(TestGraph().node("asker", Puppet.self, asker.properties)) { session, _ in
      try await session.go("asker", expecting: "noRoute")
    }
    #expect(try record.connection("x").counters.rejected == 1)
    try record.checkSound()
  }

  @Test func aNamedDestinationThatDoesNotExistThrowsAndSuggests() throws {
    let asker = Script(command: { context, _, _ in try await context.send(Command("x"), to: "answrer") })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Puppet.self)
    try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("go"), to: "asker")
      #expect(result.status == .error)
      #expect(result.detail.contains("did you mean 'answerer'?"))
    }
  }

  @Test func aCommandInTheLaneOfANodeThatStopsIsAnsweredStopped() throws {
    let statuses = Journal()
    let busy = Script(data: { context, _ in try await context.clock.sleep(for: .seconds(3600)) })
    let asker = Script(data: { context, _ in context.trySend(Command("x")) { statuses.note("\($0.status)") } })
    let graph = TestGraph().node("answerer", Puppet.self, busy.properties).node("asker", Puppet.self, asker.properties)
      .connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("a"), to: "answerer")
      try session.send(DataMessage("b"), to: "answerer")
      try session.send(DataMessage("go"), to: "asker")
      await loop.wait(.milliseconds(1))
    }
    #expect(statuses.all == ["stopped"])
    try record.checkSound()
  }

  @Test func aCommandInTheHandsOfANodeThatFailsIsAnsweredCrashed() throws {
    let statuses = Journal()
    let failing = Script(command: { context, _, _ in
      context.fail("broken")
      try await context.clock.sleep(for: .seconds(3600))
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      let result = try await context.send(Command("x"))
      statuses.note("\(result.status)")
      return .ok()
    })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Puppet.self, failing.properties) {
      $0.onFailure = .continue
    }
    .connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in _ = try await session.send(Command("go"), to: "asker") }
    #expect(statuses.all == ["crashed"])
    try record.checkSound()
  }

  @Test func cancellingTheTaskThatWaitsCancelsTheHandler() throws {
    let journal = Journal()
    let hanging = Script(command: { context, _, _ in
      do { try await context.clock.sleep(for: .seconds(3600)) } catch { journal.note("handler cancelled") }
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      let task = context.spawn { journal.note("\(try await context.send(Command("x")).status)") }
      try await context.clock.sleep(for: .milliseconds(5))
      task.cancel()
      try await context.clock.sleep(for: .milliseconds(5))
      return .ok()
    })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Puppet.self, hanging.properties)
      .connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in _ = try await session.send(Command("go"), to: "asker") }
    #expect(journal.all.sorted() == ["cancelled", "handler cancelled"])
    #expect(try record.connection("x").results?[.lateResult] == 1)
    try record.checkSound()
  }

  @Test func lettingTheStreamGoCancelsTheHandler() throws {
    let journal = Journal()
    let streaming = Script(command: { context, _, reply in
      await reply.partial(.ok())
      do { try await context.clock.sleep(for: .seconds(3600)) } catch { journal.note("cancelled") }
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      for await _ in try await context.stream(Command("x")) { break }
      try await context.clock.sleep(for: .milliseconds(5))
      return .ok()
    })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Puppet.self, streaming.properties)
      .connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in _ = try await session.send(Command("go"), to: "asker") }
    #expect(journal.all == ["cancelled"])
    try record.checkSound()
  }

  /// One command to one answerer; checks its result in the asker, and the sums.
  private func ask(_ script: Script, timeout: Duration? = nil, check: @escaping @Sendable (CommandResult) -> Void) throws -> EndRecord {
    try ask(TestGraph().node("answerer", Puppet.self, script.properties), timeout, check)
  }

  private func ask(_ script: Reflexes, check: @escaping @Sendable (CommandResult) -> Void) throws -> EndRecord {
    try ask(TestGraph().node("answerer", Reflex.self, script.properties), nil, check)
  }

  private func ask(_ graph: TestGraph, _ timeout: Duration?, _ check: @escaping @Sendable (CommandResult) -> Void) throws -> EndRecord {
    let asked = Journal()
    let asker = Script(command: { context, _, _ in
      let result = try await context.send(Command("x"), timeout: timeout)
      check(result)
      asked.note("checked")
      return .ok()
    })
    let whole = graph.node("asker", Puppet.self, asker.properties).connect("asker", .command, "x", "answerer")
    let record = try TestHost.run(whole) { session, _ in
      let result = try await session.send(Command("go"), to: "asker")
      #expect(result.isOK, "\(result.detail)")
    }
    #expect(asked.count == 1)
    try record.checkSound()
    return record
  }
}
