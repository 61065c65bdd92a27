import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct Reservations {
  @Test func ofTwoStartsOfOneChannelOneWins() async throws {
    // Hosts that refuse at once: what counts is who gets that far.
    try await withSupervisor({ $0.maxSessions = 100_000 }) { scene in
      await scene.world.run {
        scene.world.script.getsReady = true
        for host in scene.world.hosts { host.script = scene.world.script }
      }
      for number in 0..<300 {
        async let first = Result.of { try await scene.start("c\(number)") }
        async let second = Result.of { try await scene.start("c\(number)") }
        let results = await [first, second]
        let winners = results.compactMap { try? $0.get() }
        #expect(winners.count == 1)
        for case .failure(let error) in results { #expect((error as? ServiceError)?.code == .channelTaken) }
        if let winner = winners.first { _ = try await scene.supervisor.stop(winner.id, .stopped, detail: "") }
      }
    }
  }

  @Test func ofTenThousandPairsNoneBothGetBeyondTheReservation() async throws {
    let journal = MemoryJournal()
    try await withSupervisor({ $0.maxSessions = 100_000 }, journal: journal) { scene in
      // The journal takes no reservation, so that each pair is over at once; only those who come first ask it.
      await journal.fail(.reserve, count: 20_000)
      var storage = 0
      var taken = 0
      for number in 0..<10_000 {
        async let first = Result.of { try await scene.start("c\(number)") }
        async let second = Result.of { try await scene.start("c\(number)") }
        for result in await [first, second] {
          guard case .failure(let error) = result, let code = (error as? ServiceError)?.code else { continue }
          if code == .storage { storage += 1 } else if code == .channelTaken { taken += 1 }
        }
      }
      #expect(storage + taken == 20_000)
      #expect(storage >= 10_000)
      #expect(await scene.supervisor.sessions().isEmpty)
      await journal.fail(.reserve, count: 0)
    }
  }

  @Test func aChannelThatOnlyTheJournalKnowsIsTaken() async throws {
    let journal = MemoryJournal()
    try await withSupervisor(journal: journal) { scene in
      var other = SessionRecord(id: "s1", graph: "g", channel: "c", createdAt: 0)
      try await journal.reserve(other)
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("c") }?.code == .channelTaken)
      #expect(await scene.supervisor.sessions().isEmpty)
      other.state = .ended
      try await journal.update(other)
      _ = try await scene.start("c")
    }
  }

  @Test func aHostOfAStartThatTheJournalRefusesServesTheNextOne() async throws {
    let journal = MemoryJournal()
    try await withSupervisor(journal: journal) { scene in
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      let warm = await scene.world.run { scene.world.hosts[0].seed.host }
      await journal.fail(.reserve)
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.code == .storage)
      #expect(error?.session?.isEnded == true)
      #expect(error?.session?.host == nil)
      var other = SessionRecord(id: "s1", graph: "g", channel: "c", createdAt: 0)
      try await journal.reserve(other)
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("c") }?.code == .channelTaken)
      other.state = .ended
      try await journal.update(other)
      let record = try await scene.start("c")
      #expect(record.host == warm)
    }
  }

  @Test func aHostThatHasStoppedMeanwhileIsNotGivenBack() async throws {
    let journal = MemoryJournal()
    var bounds = quickBounds
    // The look from time to time must not find it.
    bounds.tick = 3_600_000
    try await withSupervisor(bounds: bounds, journal: journal) { scene in
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      let warm = await scene.world.run { scene.world.hosts[0] }
      await journal.fail(.reserve) { scene.world.processes.stop(warm.process) }
      await #expect(throws: ServiceError.self) { try await scene.start("c") }
      await scene.world.until("it is ended") { await scene.world.run { warm.isOver } }
    }
  }

  @Test(arguments: 0..<4) func aJournalThatFailsAtAnUpdateLeavesNothingBehind(step: Int) async throws {
    let journal = MemoryJournal()
    try await withSupervisor(journal: journal) { scene in
      await journal.fail(.update, after: step)
      if let record = try? await scene.start("c") { _ = try await scene.supervisor.stop(record.id, .stopped, detail: "") }
      #expect(await scene.supervisor.sessions().isEmpty)
      await journal.fail(.update, after: 1_000_000)
      _ = try await scene.start("c")
    }
  }

  @Test func anEndRecordThatTheJournalDidNotTakeIsStoredLater() async throws {
    let journal = MemoryJournal()
    try await withSupervisor(journal: journal) { scene in
      let record = try await scene.start("c")
      await journal.fail(.update, count: 5)
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      await scene.world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
    }
  }

  @Test func aLeaseThatIsNotStoredMakesNoWarmHost() async throws {
    let journal = MemoryJournal()
    await journal.fail(.add)
    try await withSupervisor(journal: journal) { scene in
      let record = try await scene.start("c")
      #expect(record.state == .running)
      #expect(await scene.supervisor.statistics().pools[0].failed == 1)
    }
  }
}

extension Result where Failure == any Error {
  static func of(_ body: () async throws -> Success) async -> Result<Success, any Error> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}
