import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct PartialResultTests {
  @Test func partialResultsComeInOrderAndThenTheFinal() {
    seeds { seed in
      let journal = Journal()
      let answerer = Script(command: { context, _, reply in
        let random = context.random
        for number in 0..<20 {
          await reply.partial(.ok(["n": Value(number)]))
          if random.next() % 3 == 0 { try await context.clock.sleep(for: .milliseconds(1)) }
        }
        return .ok(["n": 20])
      })
      let record = try TestHost.run(Self.graph(Self.reader(journal), answerer), seed: seed) { session, _ in
        _ = try await session.send(Command("go"), to: "asker")
      }
      try expectEqual(journal.all, (0..<20).map { "\($0)" } + ["20 final"])
      try record.checkSound()
    }
  }

  @Test func theResponderWaitsWhileManyPartialResultsWait() throws {
    let journal = Journal()
    let answerer = Script(command: { _, _, reply in
      for number in 0..<1_030 {
        await reply.partial(.ok())
        journal.note(number)
      }
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      let results = try await context.stream(Command("x"))
      try await context.clock.sleep(for: .milliseconds(10))
      #expect(journal.count == 1_024)
      var count = 0
      for await _ in results { count += 1 }
      #expect(count == 1_031)
      return .ok()
    })
    let record = try TestHost.run(Self.graph(asker, answerer)) { session, _ in
      try await session.go("asker")
    }
    #expect(journal.count == 1_030)
    try record.checkSound()
  }

  @Test func theResponderBehindAForwardingNodeWaitsToo() throws {
    let journal = Journal()
    let answerer = Script(command: { _, _, reply in
      for number in 0..<1_100 {
        await reply.partial(.ok())
        journal.note(number)
      }
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      let results = try await context.stream(Command("x"))
      try await context.clock.sleep(for: .milliseconds(10))
      #expect(journal.count < 1_100)
      var count = 0
      for await _ in results { count += 1 }
      #expect(count == 1_101)
      return .ok()
    })
    let relay = Reflexes(command: { context, command, reply in context.forward(command, reply) })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties).node("relay", Reflex.self, relay.properties)
      .node("answerer", Puppet.self, answerer.properties).connect("asker", .command, "x", "relay").connect("relay", .command, "x", "answerer")
    let record = try TestHost.run(graph) { session, _ in try await session.go("asker") }
    try record.checkSound()
  }

  @Test func partialResultsThatNobodyReadsAreCounted() throws {
    let answerer = Script(command: { _, _, reply in
      await reply.partial(.ok())
      await reply.partial(.ok())
      return .ok()
    })
    let asker = Script(command: { context, _, _ in try await context.send(Command("x")) })
    let record = try TestHost.run(Self.graph(asker, answerer)) { session, _ in try await session.go("asker") }
    let results = try #require(try record.connection("x").results)
    #expect(results[.resultPolicy] == 2 && results.delivered == 1)
    try record.checkSound()
  }

  static func reader(_ journal: Journal) -> Script {
    Script(command: { context, _, _ in
      for await result in try await context.stream(Command("x")) { journal.note("\(result["n"]?.int ?? -1)\(result.isFinal ? " final" : "")") }
      return .ok()
    })
  }

  static func graph(_ asker: Script, _ answerer: Script) -> TestGraph {
    TestGraph().node("asker", Puppet.self, asker.properties).node("answerer", Puppet.self, answerer.properties).connect(
      "asker", .command, "x", "answerer")
  }
}
