import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct OrderAcrossKindsTests {
  @Test func aReceiverMeetsEveryKindInTheOrderOfSending() {
    seeds { seed in
      let journal = Journal()
      let graph = TestGraph()
        .node("source", Puppet.self, Self.source(seed, count: 40).properties)
        .node("sink", Puppet.self, Self.sink(journal).properties) { $0.inbox[.video] = .init(count: 100, policy: .dropOldest) }
        .connect("source", .command, "x", "sink").connect("source", .data, "x", "sink")
        .connect("source", .audio, "x", "sink").connect("source", .video, "x", "sink")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        _ = try await session.send(Command("go"), to: "source")
        await loop.wait(.seconds(2))
      }
      try expectEqual(journal.numbers, Array(0..<40))
      try record.checkSound()
    }
  }

  private static func source(_ seed: UInt64, count: Int) -> Script {
    Script(command: { context, _, _ in
      var choice = SplitMix(state: seed)
      for number in 0..<count {
        switch choice.next() % 4 {
        case 0: try await context.send(data("x", number))
        case 1: context.send(tone("x", number))
        case 2: context.send(picture("x", number))
        default: context.trySend(command("x", number)) { _ in }
        }
        if choice.next() % 8 == 0 { try await context.clock.sleep(for: .milliseconds(1)) }
      }
      return .ok()
    })
  }

  /// Notes each message as its handler begins, and suspends at random before it ends.
  private static func sink(_ journal: Journal) -> Script {
    @Sendable func work(_ context: ExtensionContext, _ number: Int) async throws {
      journal.note(number)
      let random = context.random
      if random.next() & 1 == 0 { try await context.clock.sleep(for: .milliseconds(Int64(random.next() % 4))) }
    }
    return Script(
      command: { context, command, _ in
        try await work(context, command["n"]?.int ?? -1)
        return .ok()
      },
      data: { context, data in try await work(context, data["n"]?.int ?? -1) },
      audio: { context, frame in try await work(context, Int(frame.timestamp)) },
      video: { context, frame in try await work(context, Int(frame.timestamp)) })
  }
}
