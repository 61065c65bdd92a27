import TenCore
import TenRuntime
import TenTesting
import Testing

/// Five nodes that send each other everything, with small inboxes, handlers that throw, stall and call on, interrupts, and a stop in the middle.
@Suite struct RandomTrafficTests {
  @Test func everyDeliveryIsAccountedFor() {
    seeds { seed in
      var choice = SplitMix(state: seed &* 77)
      let stopAfter = Int64(choice.next() % 60)
      let record = try TestHost.run(Self.graph(seed), seed: seed) { session, loop in
        for index in 0..<5 { try session.send(DataMessage("go"), to: "n\(index)") }
        await loop.wait(.milliseconds(stopAfter))
      }
      try record.checkSound()
    }
  }

  private static func graph(_ seed: UInt64) -> TestGraph {
    var graph = TestGraph()
    for index in 0..<5 {
      graph = graph.node("n\(index)", Puppet.self, script(seed &* 5 &+ UInt64(index)).properties) { node in
        node.manifest.serial = index == 3
        node.inbox[.command] = .init(count: 3, policy: .suspend)
        node.inbox[.durable] = .init(count: 3, policy: .suspend)
        node.inbox[.transient] = .init(count: 3, policy: .dropOldest)
        node.inbox[.audio] = .init(count: 100, milliseconds: 40, policy: .dropOldest)
        node.inbox[.turnAudio] = .init(count: 100, milliseconds: 40, policy: .reject)
        node.inbox.bytes = 4_000
      }
    }
    graph = graph.node("mute", Mute.self)
    for index in 0..<5 {
      for kind in MessageKind.allCases {
        graph = graph.connect("n\(index)", kind, "x", "n\((index + 1) % 5)").connect(
          "n\(index)", kind, "y", "n\((index + 2) % 5)", "n\((index + 3) % 5)")
        graph = graph.connect("n\(index)", kind, "deaf", "mute")
      }
    }
    return graph
  }

  private static let names: [MessageName] = ["x", "y", "x", "y", "deaf", "nowhere"]

  private static func script(_ seed: UInt64) -> Script {
    Script(
      command: { context, command, reply in
        try await work(context)
        let random = context.random
        if random.next() % 4 == 0 { await reply.partial(.ok()) }
        if random.next() % 8 == 0 { try reply.send(.ok()) }
        if random.next() % 4 == 0 { return try await context.send(Command("x"), timeout: .milliseconds(15)) }
        return .ok()
      },
      data: { context, data in
        if data.name == "go" { context.spawn { try await traffic(context, seed) } } else { try await work(context) }
      },
      audio: { context, _ in try await work(context) }, video: { context, _ in try await work(context) })
  }

  private static func work(_ context: ExtensionContext) async throws {
    let random = context.random
    switch random.next() % 8 {
    case 0: throw Mismatch(description: "a handler that throws")
    case 1...3: try await context.clock.sleep(for: .milliseconds(Int64(random.next() % 10)))
    default: break
    }
  }

  private static func traffic(_ context: ExtensionContext, _ seed: UInt64) async throws {
    var choice = SplitMix(state: seed)
    for number in 0..<40 {
      let name = names[Int(choice.next() % UInt64(names.count))]
      switch choice.next() % 12 {
      case 0: try? await context.send(data(name, number))
      case 1: context.trySend(data(name, number, .transient))
      case 2: context.send(tone(name, number))
      case 3: context.send(tone(name, number, turn: context.beginTurn()))
      case 4: context.send(picture(name, number))
      case 5: _ = try? await context.send(command(name, number), timeout: .milliseconds(20))
      case 6: context.trySend(command(name, number), timeout: .milliseconds(20)) { _ in }
      case 7:
        if let results = try? await context.stream(command(name, number), timeout: .milliseconds(20)) {
          for await result in results where choice.next() % 3 == 0 && !result.isFinal { break }
        }
      case 8: _ = try? await context.send(command("named", number), to: "n4", "n0", timeout: .milliseconds(20))
      case 9: await context.interrupt()
      case 10: try await context.clock.sleep(for: .milliseconds(Int64(choice.next() % 5)))
      default:
        _ = try? await context.within(context.beginTurn()) { try await context.send(command(name, number), timeout: .milliseconds(20)) }
      }
    }
  }
}
