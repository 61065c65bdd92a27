import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct InterruptTests {
  @Test func nothingTransientOfAnEndedTurnArrivesAfterTheInterruptReturns() {
    seeds { seed in
      let (stale, late) = (Journal(), Journal())
      let ended = Ended()
      let sink = Script(
        data: { context, data in
          if data.turn.ended {
            late.note(Int(data.turn.number))
          } else if data.turn.number <= ended.turn, data.deliveryClass == .transient {
            stale.note("\(data)")
          }
          let random = context.random
          if random.next() % 3 == 0 { try await context.clock.sleep(for: .milliseconds(1)) }
        },
        audio: { context, frame in
          if !frame.turn.isNone, frame.turn.number <= ended.turn { stale.note("\(frame.turn)") }
          let random = context.random
          if random.next() % 2 == 0 { try await context.clock.sleep(for: .milliseconds(1)) }
        })
      let source = Script(data: { context, _ in
        context.spawn {
          for _ in 0..<6 {
            let turn = context.beginTurn()
            await context.within(turn) {
              for number in 0..<8 {
                context.send(tone("x", number))
                context.trySend(data("x", number, .transient))
                context.trySend(data("x", number, .durable))
                if number == 4 { try? await context.clock.sleep(for: .milliseconds(1)) }
              }
            }
            let report = await context.interrupt()
            ended.raise(report.turn.number)
            context.send(tone("x", 99, turn: turn))
          }
        }
      })
      let graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", Puppet.self, sink.properties)
        .connect("source", .audio, "x", "sink").connect("source", .data, "x", "sink")
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "source")
        await loop.wait(.milliseconds(500))
      }
      try expectEqual(stale.all, [])
      try expectEqual(record.connections.filter { $0.kind == "data" && $0.name == "x" }.map { $0.counters.sent }, [96])
      let durable = record.connections.filter { $0.kind == "data" && $0.name == "x" }[0].counters
      try expect(durable.delivered >= 48, "only \(durable.delivered) delivered")
      try record.checkSound()
    }
  }

  @Test func aDurableMessageOfAnEndedTurnSaysSo() throws {
    let journal = Journal()
    let sink = Script(data: { context, data in
      journal.note("\(data["n"]?.int ?? -1) \(data.turn.number) \(data.turn.ended)")
      if data["n"] == 0 { try? await context.clock.sleep(for: .milliseconds(5)) }
    })
    let source = Script(data: { context, _ in
      let turn = context.beginTurn()
      for number in 0..<3 {
        var message = data("x", number, number == 1 ? .transient : .durable)
        message.turn = turn
        context.trySend(message)
      }
      await context.interrupt()
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", Puppet.self, sink.properties).connect(
      "source", .data, "x", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(50))
    }
    #expect(journal.all == ["0 1 false", "2 1 true"])
    #expect(try record.connection("x").dropped(.interrupted) == 1)
    try record.checkSound()
  }

  @Test func handlersAndTasksOfEndedTurnsAreCancelledAndTheirCommandsTakenBack() throws {
    let journal = Journal()
    let answerer = Script(command: { context, command, _ in
      do { try await context.clock.sleep(for: .milliseconds(50)) } catch { journal.note("\(command.name) cancelled") }
      return .ok()
    })
    let source = Script(data: { context, data in
      if data.name == "interrupt" {
        await context.interrupt()
        return
      }
      let turn = context.beginTurn()
      for name in ["plain", "durable"] {
        context.spawn(in: turn) {
          let result = try await context.send(Command(try MessageName(name)), to: "answerer", durable: name == "durable")
          journal.note("\(name) \(result.status)")
        }
      }
      // A scope of the turn in a task that has none.
      context.spawn {
        let result = try await context.within(turn) { try await context.send(Command("scoped"), to: "answerer") }
        journal.note("scoped \(result.status)")
      }
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("answerer", Puppet.self, answerer.properties)
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(1))
      try session.send(DataMessage("interrupt"), to: "source")
      await loop.wait(.milliseconds(100))
    }
    // The handler of the durable command belongs to the ended turn, and is cancelled as such; its sender still gets its result.
    #expect(Set(journal.all).isSuperset(of: ["plain cancelled", "plain cancelled", "scoped cancelled", "durable ok"]))
    #expect(journal.count(of: "scoped cancelled") >= 1)
    try record.checkSound()
  }

  @Test func nodesThatDoNotLetGoAreNamedAfterAHundredMilliseconds() throws {
    let reports = Journal()
    let slow = Script(interrupted: { context, _ in try? await context.clock.sleep(for: .seconds(1)) })
    let source = Script(data: { context, _ in
      _ = context.beginTurn()
      let before = context.clock.now
      let report = await context.interrupt()
      reports.note("\(report.nodesOwing) \(report.loopsOwing) \(context.clock.now - before == .milliseconds(100))")
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("slow", Puppet.self, slow.properties)
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.seconds(2))
    }
    #expect(reports.all == ["[\"slow\"] [] true"])
    try record.checkSound()
  }

  @Test func aCallFromInsideInterruptedReturnsAndEndsTheNewerTurn() {
    seeds(0..<200) { seed in
      let journal = Journal()
      let nested = Script(interrupted: { context, turn in
        journal.note("interrupted \(turn.number)")
        guard turn.number == 1 else { return }
        _ = context.beginTurn()
        let report = await context.within(.none) { await context.interrupt() }
        journal.note("nested \(report.turn.number)")
      })
      let graph = TestGraph().node("nested", Puppet.self, nested.properties).node("source", Puppet.self, Self.interrupting(journal).properties)
      let record = try TestHost.run(graph, seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "source")
        await loop.wait(.milliseconds(50))
      }
      try expectEqual(journal.all.sorted(), ["interrupted 1", "interrupted 2", "nested 2", "returned 1 []"])
      try record.checkSound()
    }
  }

  @Test func concurrentCallsJoin() throws {
    let journal = Journal()
    let counting = Script(interrupted: { context, turn in
      journal.note("interrupted \(turn.number)")
      try? await context.clock.sleep(for: .milliseconds(10))
    })
    let source = Script(data: { context, _ in
      _ = context.beginTurn()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            let report = await context.interrupt()
            journal.note("returned \(report.turn.number) \(report.nodesOwing)")
          }
        }
      }
    })
    let graph = TestGraph().node("counting", Puppet.self, counting.properties).node("source", Puppet.self, source.properties)
    try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(50))
    }
    #expect(journal.all == ["interrupted 1", "returned 1 []", "returned 1 []", "returned 1 []"])
  }

  @Test func messagesWithoutATurnAreUntouchedAndANewTurnFlowsAtOnce() throws {
    let journal = Journal()
    let sink = Script(audio: { context, frame in
      journal.note("\(frame.timestamp)")
      if frame.timestamp == 0 { try? await context.clock.sleep(for: .milliseconds(20)) }
    })
    let source = Script(data: { context, _ in
      let old = context.beginTurn()
      context.send(tone("x", 0))
      for number in 1..<4 { context.send(tone("x", number, turn: old)) }
      context.send(tone("x", 10))
      await context.interrupt()
      let new = context.beginTurn()
      for number in 20..<23 { context.send(tone("x", number, turn: new)) }
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", Puppet.self, sink.properties).connect(
      "source", .audio, "x", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(500))
    }
    #expect(journal.all == ["0", "10", "20", "21", "22"])
    #expect(try record.connection("x").dropped(.interrupted) == 3)
    try record.checkSound()
  }

  private static func interrupting(_ journal: Journal) -> Script {
    Script(data: { context, _ in
      _ = context.beginTurn()
      let report = await context.interrupt()
      journal.note("returned \(report.turn.number) \(report.nodesOwing)")
    })
  }
}

/// The last turn whose interrupt has returned.
private final class Ended: @unchecked Sendable {
  // @unchecked: confined to the virtual loop.
  private(set) var turn: UInt32 = 0
  func raise(_ number: UInt32) { turn = max(turn, number) }
}
