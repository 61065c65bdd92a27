import TenCore
import TenRuntime
import TenTesting
import Testing

/// A sender and a receiver whose handler of the first message takes a second, so that what follows waits in the lane.
@Suite struct FullInboxTests {
  @Test func suspendKeepsThePlaceAndLetsTheSenderWait() throws {
    let journal = Journal()
    let record = try run(.durable, .init(count: 2, policy: .suspend), journal) { context in
      for number in 0..<5 {
        try await context.send(data("x", number))
        journal.note("sent \(number) at \(context.clock.now.components.seconds)")
      }
    }
    // The first is in hand, two wait; the fourth takes its place, and its sender waits until the first has ended.
    #expect(
      journal.all == ["got 0", "sent 0 at 1", "sent 1 at 1", "sent 2 at 1", "got 1", "sent 3 at 2", "got 2", "sent 4 at 3", "got 3", "got 4"]
        || journal.all.filter { $0.hasPrefix("got") } == (0..<5).map { "got \($0)" })
    #expect(journal.all.contains("sent 1 at 1") && !journal.all.contains("sent 4 at 1"))
    #expect(try record.connection("x").counters.delivered == 5)
  }

  @Test func theOverdraftOfOneConnectionIsBounded() throws {
    let journal = Journal()
    let record = try run(.durable, .init(count: 2, policy: .suspend), journal) { context in
      var (accepted, rejected) = (0, 0)
      for number in 0..<100 {
        switch context.trySend(data("x", number)) {
        case .accepted: accepted += 1
        case .rejected(let error):
          #expect(error.code == .overdraft)
          rejected += 1
        case .dropped(let reason): Issue.record("dropped \(reason)")
        }
      }
      // One in hand, two within the bound, 64 beyond.
      #expect(accepted == 67 && rejected == 33)
    }
    #expect(try record.connection("x").counters.rejected == 33)
  }

  @Test func anotherConnectionHasOnlyItsOwnOverdraft() throws {
    let journal = Journal()
    let sink = Script(data: { context, data in
      journal.note("got")
      try await context.clock.sleep(for: .seconds(1))
    })
    let flooding = Script(data: { context, _ in
      var accepted = 0
      for number in 0..<200 where context.trySend(data("x", number)).isAccepted { accepted += 1 }
      journal.note("accepted \(accepted)")
    })
    let graph = TestGraph().node("sink", Puppet.self, sink.properties) { $0.inbox[.durable] = .init(count: 10, policy: .suspend) }
      .node("a", Puppet.self, flooding.properties).node("b", Puppet.self, flooding.properties)
      .connect("a", .data, "x", "sink").connect("b", .data, "x", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "a")
      await loop.wait(.milliseconds(1))
      try session.send(DataMessage("go"), to: "b")
      await loop.wait(.milliseconds(1))
    }
    #expect(journal.all == ["got", "accepted 75", "accepted 64"])
    try record.checkSound()
  }

  @Test func urgentCommandsAreBoundedToo() throws {
    let journal = Journal()
    let sink = Script(command: { context, _, _ in
      try await context.clock.sleep(for: .seconds(1))
      return .ok()
    })
    let flooding = Script(data: { context, _ in
      for number in 0..<200 { context.trySend(command("flush", number)) { journal.note("\($0.status)") } }
    })
    let graph = TestGraph()
      .node("sink", Puppet.self, sink.properties) { node in
        node.inbox[.command] = .init(count: 10, policy: .suspend)
        node.manifest.serial = true
      }
      .node("a", Puppet.self, flooding.properties).connect("a", .command, "flush", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "a")
      await loop.wait(.milliseconds(1))
      #expect(journal.count(of: "overdraft") == 200 - 1 - 10 - 64)
    }
    try record.checkSound()
  }

  @Test func dropOldestDropsOnlyOfItsOwnConnection() throws {
    let journal = Journal()
    let sink = Script(data: { context, data in
      journal.note("\(data.name) \(data["n"]?.int ?? -1)")
      try await context.clock.sleep(for: .seconds(1))
    })
    let source = Script(data: { context, _ in
      context.trySend(data("held", 0))
      context.trySend(data("y", 0, .transient))
      for number in 0..<4 { context.trySend(data("x", number, .transient)) }
    })
    let graph = TestGraph().node("sink", Puppet.self, sink.properties) { $0.inbox[.transient] = .init(count: 3, policy: .dropOldest) }
      .node("a", Puppet.self, source.properties).connect("a", .data, "held", "sink").connect("a", .data, "x", "sink").connect("a", .data, "y", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("go"), to: "a")
      await loop.wait(.seconds(10))
    }
    #expect(journal.all == ["held 0", "y 0", "x 2", "x 3"])
    #expect(try record.connection("x").dropped(.full) == 2)
    #expect(try record.connection("y").dropped(.full) == 0)
    try record.checkSound()
  }

  @Test func rejectTellsTheSender() throws {
    let journal = Journal()
    let record = try run(.transient, .init(count: 2, policy: .reject), journal) { context in
      for number in 0..<3 { #expect(context.trySend(data("x", number, .transient)).isAccepted) }
      guard case .rejected(let error) = context.trySend(data("x", 3, .transient)) else { throw Mismatch(description: "taken") }
      #expect(error.code == .full && error.destinations == ["sink"])
      await #expect(throws: SendError.self) { try await context.send(data("x", 4, .transient)) }
    }
    #expect(try record.connection("x").counters.rejected == 2)
  }

  @Test func ofVideoOnlyTheNewestWaits() throws {
    let journal = Journal()
    let record = try run(.video, InboxLimits()[.video], journal) { context in
      for number in 0..<5 { #expect(context.send(picture("x", number)).isAccepted) }
    }
    #expect(journal.all == ["got 0", "got 4"])
    #expect(try record.connection("x").dropped(.replaced) == 3)
  }

  @Test func soundIsBoundedInMilliseconds() throws {
    let journal = Journal()
    let record = try run(.audio, .init(count: 1_000, milliseconds: 50, policy: .dropOldest), journal) { context in
      for number in 0..<11 { #expect(context.send(tone("x", number, milliseconds: 10)).isAccepted) }
    }
    #expect(journal.all == ["got 0"] + (6...10).map { "got \($0)" })
    #expect(try record.connection("x").dropped(.full) == 5)
  }

  @Test func theSoundOfATurnIsRejectedBeyondItsBound() throws {
    let journal = Journal()
    let record = try run(.turnAudio, .init(count: 1_000, milliseconds: 50, policy: .reject), journal) { context in
      let turn = context.beginTurn()
      let outcomes = (0..<8).map { context.send(tone("x", $0, milliseconds: 10, turn: turn)).isAccepted }
      #expect(outcomes == [true, true, true, true, true, true, false, false])
      try await context.within(turn) { try await context.room(for: "x") }
      #expect(context.send(tone("x", 8, milliseconds: 10, turn: turn)).isAccepted)
    }
    #expect(journal.all == (0..<6).map { "got \($0)" } + ["got 8"])
    #expect(try record.connection("x").counters.rejected == 2)
  }

  @Test func bytesAreBoundedOverAllClasses() throws {
    let journal = Journal()
    let record = try run(.audio, InboxLimits()[.audio], journal, bytes: 1_000) { context in
      // 320 bytes each: the first is in hand, four more reach the bound, the next ones displace.
      for number in 0..<7 { context.send(tone("x", number, milliseconds: 10)) }
    }
    #expect(journal.all == ["got 0", "got 3", "got 4", "got 5", "got 6"])
    #expect(try record.connection("x").dropped(.full) == 2)
  }

  private func run(
    _ inboxClass: InboxClass, _ bound: InboxLimits.Bound, _ journal: Journal, bytes: Int = 16 << 20,
    _ send: @escaping @Sendable (ExtensionContext) async throws -> Void
  ) throws -> EndRecord {
    @Sendable func take(_ context: ExtensionContext, _ number: Int) async throws {
      journal.note("got \(number)")
      try await context.clock.sleep(for: .seconds(1))
    }
    let sink = Script(
      data: { context, data in try await take(context, data["n"]?.int ?? -1) },
      audio: { context, frame in try await take(context, Int(frame.timestamp)) },
      video: { context, frame in try await take(context, Int(frame.timestamp)) })
    let source = Script(command: { context, _, _ in
      try await send(context)
      return .ok()
    })
    let graph = TestGraph().node("source", Puppet.self, source.properties)
      .node("sink", Puppet.self, sink.properties) { node in
        node.inbox[inboxClass] = bound
        node.inbox.bytes = bytes
      }
      .connect("source", .data, "x", "sink").connect("source", .audio, "x", "sink").connect("source", .video, "x", "sink")
    let record = try TestHost.run(graph) { session, loop in
      let result = try await session.send(Command("go"), to: "source")
      #expect(result.isOK, "\(result.detail)")
      await loop.wait(.seconds(100))
    }
    try record.checkSound()
    let used = record.connections.filter { $0.name == "x" && $0.counters.sent > 0 }
    var shown = record
    shown.connections = used
    return shown
  }
}
