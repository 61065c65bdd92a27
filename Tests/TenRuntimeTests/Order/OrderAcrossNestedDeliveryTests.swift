import TenCore
import TenRuntime
import TenTesting
import Testing

/// Three nodes of the synchronous layer that send to each other from inside their handlers, so that deliveries nest, meet nodes that are on the stack, and
/// are queued at times.
@Suite struct OrderAcrossNestedDeliveryTests {
  @Test func eachSendersMessagesArriveInTheirOrder() {
    seeds { seed in
      let (a, b, c) = (Journal(), Journal(), Journal())
      let entered = Journal()
      let graph = TestGraph()
        .node("a", Reflex.self, Self.sending(["ab", "ac"], on: "in", noting: a, entered).properties)
        .node("b", Reflex.self, Self.sending(["bc", "ba"], on: "ab", noting: b, entered).properties)
        .node("c", Reflex.self, Self.sending(["ca"], on: "bc", noting: c, entered).properties)
        .connect("a", .data, "ab", "b").connect("a", .data, "ac", "c").connect("b", .data, "bc", "c")
        .connect("b", .data, "ba", "a").connect("c", .data, "ca", "a")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        for number in 0..<30 {
          try session.send(data("in", number), to: "a")
          if number % 7 == 0 { await loop.wait(.milliseconds(1)) }
        }
        await loop.wait(.milliseconds(10))
      }
      let numbers = (0..<30).map { $0 }
      for (journal, names) in [(a, ["in", "ba", "ca"]), (b, ["ab"]), (c, ["ac", "bc"])] {
        for name in names {
          let found = journal.all.filter { $0.hasPrefix(name + " ") }.compactMap { Int($0.dropFirst(name.count + 1)) }
          try expectEqual(found, numbers, name)
        }
      }
      try expectEqual(entered.count, 0, "nodes entered twice")
      try record.checkSound()
    }
  }

  private static func sending(_ names: [MessageName], on trigger: MessageName, noting journal: Journal, _ entered: Journal) -> Reflexes {
    Reflexes(
      data: { context, message in
        let number = message["n"]?.int ?? -1
        journal.note("\(message.name) \(number)")
        guard message.name == trigger else { return }
        for name in names { context.trySend(data(name, number)) }
      },
      enteredTwice: { entered.note("twice") })
  }
}
