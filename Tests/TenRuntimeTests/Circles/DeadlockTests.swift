import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct DeadlockTests {
  @Test func twoSerialNodesThatAskEachOtherAreBrokenAtTheYoungestEdge() throws {
    let journal = Journal()
    let a = Script(command: { context, command, _ in
      guard command.name == "go" else { return .ok() }
      let result = try await context.send(Command("to_b"))
      journal.note("a \(result.status)")
      return .ok()
    })
    let b = Script(command: { context, _, _ in
      let result = try await context.send(Command("to_a"))
      journal.note("b \(result.status) \(result.detail.contains("'a'") && result.detail.contains("'b'"))")
      return .ok()
    })
    let graph = TestGraph().node("a", Puppet.self, a.properties) { $0.manifest.serial = true }
      .node("b", Puppet.self, b.properties) { $0.manifest.serial = true }
      .connect("a", .command, "to_b", "b").connect("b", .command, "to_a", "a")
    let record = try TestHost.run(graph) { session, _ in try await session.go("a") }
    #expect(journal.all == ["b deadlock true", "a ok"])
    #expect(record.milliseconds >= 250 && record.milliseconds < 1_000)
    try record.checkSound()
  }

  @Test func aNodeThatSendsToItselfWithAFullInboxIsBroken() throws {
    let journal = Journal()
    let script = Script(data: { context, message in
      guard message.name == "go" else { return }
      for number in 0..<3 {
        do throws(SendError) { try await context.send(data("self", number)) } catch { journal.note("\(number) \(error.code)") }
      }
    })
    let graph = TestGraph().node("a", Puppet.self, script.properties) { $0.inbox[.durable] = .init(count: 1, policy: .suspend) }.connect(
      "a", .data, "self", "a")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "a")
      await loop.wait(.seconds(5))
    }
    #expect(journal.all == ["1 deadlock", "2 deadlock"])
    #expect(try record.connection("self").counters.delivered == 3)
    try record.checkSound()
  }

  @Test func twoNodesThatWaitForRoomAtEachOtherAreBroken() {
    seeds(0..<100) { seed in
      let journal = Journal()
      let script = Script(data: { context, message in
        if message.name == "go" { try await context.clock.sleep(for: .milliseconds(1)) }
        guard message.name == "go" else { return }
        for number in 0..<4 { do throws(SendError) { try await context.send(data("x", number)) } catch { journal.note("\(error.code)") } }
      })
      let graph = TestGraph().node("a", Puppet.self, script.properties) { $0.inbox[.durable] = .init(count: 1, policy: .suspend) }
        .node("b", Puppet.self, script.properties) { $0.inbox[.durable] = .init(count: 1, policy: .suspend) }
        .connect("a", .data, "x", "b").connect("b", .data, "x", "a")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "a")
        try session.send(DataMessage("go"), to: "b")
        await loop.wait(.seconds(20))
      }
      try expect(journal.count >= 1, "no circle was broken")
      for connection in record.connections where connection.name == "x" { try expectEqual(connection.counters.delivered, 4) }
      try record.checkSound()
    }
  }

  @Test func aStartThatAsksANodeThatDependsOnItIsBroken() throws {
    let journal = Journal()
    let a = Script(start: { context, _ in journal.note("\(try await context.send(Command("x")).status)") })
    let graph = TestGraph().node("a", Puppet.self, a.properties).node("b", Puppet.self, Script().properties).connect("a", .command, "x", "b")
      .depends("b", on: "a")
    let record = try TestHost.run(graph) { _, _ in }
    #expect(journal.all == ["deadlock"])
    #expect(record.milliseconds < 1_000)
    try record.checkSound()
  }

  @Test func anExchangeThatIsOnlySlowIsNotBroken() throws {
    let journal = Journal()
    let a = Script(command: { context, command, _ in
      guard command.name == "go" else { return .ok() }
      // Sent and not waited for: the circle is none.
      context.trySend(Command("to_b")) { journal.note("a got \($0.status)") }
      try await context.clock.sleep(for: .seconds(3))
      return .ok()
    })
    let b = Script(command: { context, _, _ in
      let result = try await context.send(Command("to_a"))
      journal.note("b got \(result.status)")
      return .ok()
    })
    let graph = TestGraph().node("a", Puppet.self, a.properties) { $0.manifest.serial = true }.node("b", Puppet.self, b.properties)
      .connect("a", .command, "to_b", "b").connect("b", .command, "to_a", "a")
    let record = try TestHost.run(graph) { session, loop in
      try await session.go("a")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.all == ["b got ok", "a got ok"])
    try record.checkSound()
  }

  @Test func anOpenStreamThatIsNotReadIsNoWait() throws {
    let journal = Journal()
    let a = Script(command: { context, command, _ in
      guard command.name == "go" else { return .ok() }
      let results = try await context.stream(Command("to_b"))
      try await context.clock.sleep(for: .seconds(3))
      context.spawn { for await result in results { journal.note("a got \(result.status)") } }
      return .ok()
    })
    let b = Script(command: { context, _, _ in
      journal.note("b got \(try await context.send(Command("to_a")).status)")
      return .ok()
    })
    let graph = TestGraph().node("a", Puppet.self, a.properties) { $0.manifest.serial = true }.node("b", Puppet.self, b.properties)
      .connect("a", .command, "to_b", "b").connect("b", .command, "to_a", "a")
    try TestHost.run(graph) { session, loop in
      try await session.go("a")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.all == ["b got ok", "a got ok"])
  }

  @Test func aDeadLoopSaysWhatWaitsForWhat() throws {
    do {
      try VirtualLoop.run { _ in await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
      Issue.record("it returned")
    } catch let dead as DeadLoop {
      #expect("\(dead)".contains("nothing is ready"))
    }
  }
}
