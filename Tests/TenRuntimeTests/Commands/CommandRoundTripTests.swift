import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct CommandRoundTripTests {
  @Test func aCommandIsAnsweredByItsHandler() throws {
    let asker = Script()
    let graph = TestGraph()
      .node("asker", Puppet.self, asker.properties)
      .node("echo", Puppet.self, Script().properties)
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("ping", ["n": 7]), to: "echo")
      #expect(result.isOK)
      #expect(result["n"] == 7)
    }
    #expect(record.reason.code == .stopped)
    #expect(record.audit == [])
  }

  @Test func aHandlerAsksItsNeighbourAndPassesTheAnswerOn() throws {
    let middle = Script(command: { context, command, _ in try await context.send(Command("inner", command.properties)) })
    let graph = TestGraph()
      .node("middle", Puppet.self, middle.properties)
      .node("echo", Puppet.self, Script().properties)
      .connect("middle", .command, "inner", "echo")
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("ping", ["n": 7]), to: "middle")
      #expect(result.isOK)
      #expect(result["n"] == 7)
    }
    #expect(record.audit == [])
    let inner = record.connections.first { $0.name == "inner" }
    #expect(inner?.counters.delivered == 1)
    #expect(inner?.results?.delivered == 1)
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func aSlowHandlerAnswersAllOfManyCommands(seed: UInt64) throws {
    let slow = Script(command: { context, command, _ in
      try await context.clock.sleep(for: .milliseconds(Int64(10 - (command["n"]?.int ?? 0))))
      return .ok(command.properties)
    })
    let asker = Script(command: { context, _, _ in
      let sum = try await withThrowingTaskGroup(of: Int.self) { group in
        for n in 0..<10 { group.addTask { try await context.send(Command("slow", ["n": .int(Int64(n))]))["n"]?.int ?? -1 } }
        return try await group.reduce(0, +)
      }
      return .ok(["sum": Value(sum)])
    })
    let graph = TestGraph()
      .node("asker", Puppet.self, asker.properties).node("slow", Puppet.self, slow.properties)
      .connect("asker", .command, "slow", "slow")
    let record = try TestHost.run(graph, seed: seed) { session, _ in
      let result = try await session.send(Command("go"), to: "asker")
      #expect(result["sum"] == 45)
    }
    #expect(record.audit == [])
  }
}
