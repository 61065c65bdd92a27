import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct WorkerPoolTests {
  @Test func overlappingHandlersBeginInTheOrderOfTheirCommands() {
    seeds(0..<300) { seed in
      let (begun, ended) = (Journal(), Journal())
      let slow = Script(command: { context, command, _ in
        let number = command["n"]?.int ?? -1
        begun.note(number)
        try await context.clock.sleep(for: .milliseconds(Int64(20 - number)))
        ended.note(number)
        return .ok()
      })
      let graph = TestGraph().node("source", Puppet.self, Self.burst(20).properties).node("slow", Puppet.self, slow.properties)
        .connect("source", .command, "x", "slow")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        _ = try await session.send(Command("go"), to: "source")
        _ = try await session.send(Command("go"), to: "source")
        await loop.wait(.milliseconds(100))
      }
      try expectEqual(begun.numbers, Array(0..<20) + Array(0..<20))
      try expectEqual(ended.count, 40)
      try record.checkSound()
    }
  }

  @Test func oneDataMessageIsHandledAtATime() {
    seeds(0..<300) { seed in
      let journal = Journal()
      let sink = Script(data: { context, data in
        journal.note("begin \(data["n"]?.int ?? -1)")
        let random = context.random
        try await context.clock.sleep(for: .milliseconds(Int64(random.next() % 3)))
        journal.note("end \(data["n"]?.int ?? -1)")
      })
      let graph = TestGraph().node("sink", Puppet.self, sink.properties)
      try TestHost.run(graph, seed: seed) { session, loop in
        for number in 0..<20 { try session.send(data("x", number), to: "sink") }
        await loop.wait(.milliseconds(100))
      }
      try expectEqual(journal.all, (0..<20).flatMap { ["begin \($0)", "end \($0)"] })
    }
  }

  private static func burst(_ count: Int) -> Script {
    Script(command: { context, _, _ in
      for number in 0..<count { context.trySend(command("x", number)) { _ in } }
      return .ok()
    })
  }
}
