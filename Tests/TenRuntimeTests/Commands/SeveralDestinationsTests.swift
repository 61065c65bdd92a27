import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct SeveralDestinationsTests {
  @Test func theLastOKOfTheGraphsOrderIsReturnedWithTheOthers() {
    seeds(0..<200) { seed in
      let record = try run(seed, [.ok(["n": 0]), .ok(["n": 1]), .ok(["n": 2])]) { result in
        try expectEqual(result["n"], 2)
        try expectEqual(result.others.map { $0["n"] ?? .null }, [0, 1])
      }
      let results = record.connections.filter { $0.name == "x" }.compactMap(\.results)
      try expectEqual(results.map(\.delivered), [0, 0, 1])
      try expectEqual(results.map { $0[.resultPolicy] }, [1, 1, 0])
    }
  }

  @Test func theFirstErrorIsReturnedAtOnce() {
    seeds(0..<200) { seed in
      let record = try run(seed, [.ok(["n": 0]), .error("no"), .ok(["n": 2])], delays: [0, 5, 10]) { result in
        try expectEqual(result.status, .error)
        try expectEqual(result.others.map { $0["n"] ?? .null }, [0])
      }
      try expect(record.milliseconds < 100, "the error came late")
    }
  }

  @Test func aStreamGivesEveryFinal() throws {
    let journal = Journal()
    let asker = Script(command: { context, _, _ in
      for await result in try await context.stream(Command("x")) { journal.note("\(result["n"]?.int ?? -1)\(result.isFinal ? " final" : "")") }
      return .ok()
    })
    let graph = Self.graph(asker, [.ok(["n": 0]), .ok(["n": 1])], delays: [5, 1], partial: true)
    let record = try TestHost.run(graph) { session, _ in _ = try await session.send(Command("go"), to: "asker") }
    #expect(journal.all == ["0", "1", "1 final", "0 final"])
    try record.checkSound()
  }

  @Test func aCommandTakesItsPlaceEverywhereAtOnceThoughOneDestinationIsFull() throws {
    let journal = Journal()
    let hanging = Script(
      command: { _, _, _ in .ok() }, data: { context, _ in try await context.clock.sleep(for: .seconds(1)) })
    let free = Script(command: { _, command, _ in
      journal.note(command["n"]?.int ?? -1)
      return .ok()
    })
    let asker = Script(command: { context, _, _ in
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<4 { group.addTask { _ = try? await context.send(command("x", number)) } }
        group.addTask { _ = try? await context.send(command("direct", 4), to: "free") }
      }
      return .ok()
    })
    let graph = TestGraph().node("asker", Puppet.self, asker.properties)
      .node("full", Puppet.self, hanging.properties) { $0.inbox[.command] = .init(count: 1, policy: .suspend) }.node(
        "free", Puppet.self, free.properties
      )
      .connect("asker", .command, "x", "full", "free")
    let record = try TestHost.run(graph) { session, _ in
      try session.send(DataMessage("a"), to: "full")
      try session.send(DataMessage("b"), to: "full")
      _ = try await session.send(Command("go"), to: "asker")
    }
    #expect(journal.numbers == [0, 1, 2, 3, 4])
    try record.checkSound()
  }

  private func run(
    _ seed: UInt64, _ results: [CommandResult], delays: [Int64] = [0, 0, 0], _ check: @escaping @Sendable (CommandResult) throws -> Void
  ) throws -> EndRecord {
    let asker = Script(command: { context, _, _ in
      do { try check(try await context.send(Command("x"))) } catch { return .error("\(error)") }
      return .ok()
    })
    let record = try TestHost.run(Self.graph(asker, results, delays: delays), seed: seed) { session, loop in
      let result = try await session.send(Command("go"), to: "asker")
      try expect(result.isOK, result.detail)
      await loop.wait(.milliseconds(20))
    }
    try record.checkSound()
    return record
  }

  private static func graph(_ asker: Script, _ results: [CommandResult], delays: [Int64], partial: Bool = false) -> TestGraph {
    var graph = TestGraph().node("asker", Puppet.self, asker.properties)
    for (index, result) in results.enumerated() {
      let delay = delays[index]
      let answerer = Script(command: { context, _, reply in
        if partial { await reply.partial(result) }
        if delay > 0 { try await context.clock.sleep(for: .milliseconds(delay)) }
        return result
      })
      graph = graph.node("d\(index)", Puppet.self, answerer.properties)
    }
    for index in results.indices { graph = graph.connect("asker", .command, "x", "d\(index)") }
    return graph
  }
}
