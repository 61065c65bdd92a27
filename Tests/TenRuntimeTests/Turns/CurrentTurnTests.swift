import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct CurrentTurnTests {
  @Test func theTurnFollowsWhatIsSentFromIt() throws {
    let journal = Journal()
    let sink = Reflexes(data: { context, data in journal.note("\(data.name) \(data.turn.number) \(context.currentTurn.number)") })
    let source = Script(data: { context, _ in
      let turn = context.beginTurn()
      context.trySend(DataMessage("outside"))
      await context.within(turn) {
        context.trySend(DataMessage("inside"))
        context.spawn { context.trySend(DataMessage("spawned")) }
        context.spawn(in: turn) { context.trySend(DataMessage("spawned_in")) }
        var without = DataMessage("without")
        without.turn = .none
        context.trySend(without)
        try? await context.clock.sleep(for: .milliseconds(1))
        context.trySend(DataMessage("after_suspension"))
        await withTaskGroup(of: Void.self) { $0.addTask { context.trySend(DataMessage("child")) } }
      }
      context.trySend(DataMessage("outside_again"))
    })
    let names = ["outside", "inside", "spawned", "spawned_in", "without", "after_suspension", "child", "outside_again"]
    var graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", Reflex.self, sink.properties)
    for name in names { graph = graph.connect("source", .data, name, "sink") }
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(10))
    }
    let turns = ["outside": 0, "inside": 1, "spawned": 0, "spawned_in": 1, "without": 0, "after_suspension": 1, "child": 1, "outside_again": 0]
    #expect(journal.all.sorted() == turns.map { "\($0.key) \($0.value) \($0.value)" }.sorted())
    try record.checkSound()
  }

  @Test func aHandlerHasTheTurnOfItsMessageAlsoAfterSuspensions() {
    seeds(0..<300) { seed in
      let journal = Journal()
      let middle = Script(data: { context, data in
        let turn = data.turn
        if context.currentTurn != turn { journal.note("before") }
        try await context.clock.sleep(for: .milliseconds(Int64(data["n"]?.int ?? 0) % 3))
        if context.currentTurn != turn { journal.note("after") }
        try await context.send(TenRuntimeTests.data("y", data["n"]?.int ?? -1))
      })
      let sink = Reflexes(data: { _, data in journal.note("\(data["n"]?.int ?? -1) \(data.turn.number)") })
      let source = Script(data: { context, _ in
        for number in 0..<10 {
          let turn = number % 2 == 0 ? Turn.none : context.beginTurn()
          var message = TenRuntimeTests.data("x", number)
          message.turn = turn
          try await context.send(message)
        }
      })
      let graph = TestGraph().node("source", Puppet.self, source.properties).node("middle", Puppet.self, middle.properties)
        .node("sink", Reflex.self, sink.properties).connect("source", .data, "x", "middle").connect("middle", .data, "y", "sink")
      try TestHost.run(graph, seed: seed) { session, loop in
        try session.send(DataMessage("go"), to: "source")
        await loop.wait(.milliseconds(50))
      }
      try expectEqual(journal.all, (0..<10).map { "\($0) \($0 % 2 == 0 ? 0 : $0 / 2 + 1)" })
    }
  }

  @Test func aResultCarriesTheTurnOfItsCommand() throws {
    let turns = Journal()
    let source = Script(command: { context, _, _ in
      let turn = context.beginTurn()
      let result = try await context.within(turn) { try await context.send(Command("x")) }
      turns.note(Int(result.turn.number))
      let timeout = try await context.within(turn) { try await context.send(Command("x"), timeout: .zero) }
      turns.note(Int(timeout.turn.number))
      turns.note(Int(try await context.send(Command("x")).turn.number))
      return .ok()
    })
    let answerer = Script(command: { context, _, _ in
      try await context.clock.sleep(for: .milliseconds(1))
      return .ok()
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties).node("answerer", Puppet.self, answerer.properties)
      .connect("source", .command, "x", "answerer")
    try TestHost.run(graph) { session, _ in try await session.go("source") }
    #expect(turns.numbers == [1, 1, 0])
  }

  @Test func anOutputThatRequiresATurnIsDroppedWithoutOne() throws {
    let journal = Journal()
    let source = Script(data: { context, _ in
      journal.note("\(context.send(tone("speech", 1)))")
      let turn = context.beginTurn()
      journal.note("\(await context.within(turn) { context.send(tone("speech", 2)) })")
      journal.note("\(await context.within(turn) { context.send(tone("mixed", 3)) })")
    })
    let sink = Script(audio: { _, frame in journal.note("\(frame.name) \(frame.timestamp) \(frame.turn.number)") })
    let graph = TestGraph()
      .node("source", Puppet.self, source.properties) { node in
        var (speech, mixed) = (MessageSpec(.out, .audio, "speech"), MessageSpec(.out, .audio, "mixed"))
        speech.turn = .required
        mixed.turn = .none
        node.manifest.messages = [speech, mixed]
      }
      .node("sink", Puppet.self, sink.properties).connect("source", .audio, "speech", "sink").connect("source", .audio, "mixed", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "source")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.all == ["dropped(TenCore.DropReason.noTurn)", "speech 2 1", "accepted", "mixed 3 0", "accepted"])
    #expect(try record.connection("speech").dropped(.noTurn) == 1)
    try record.checkSound()
  }
}
