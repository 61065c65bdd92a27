import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct StartingSessions {
  @Test func aSupervisorThatHasOnlyOpenedIsSeenToTick() async throws {
    try await withSupervisor { scene in #expect(await scene.supervisor.statistics().lastTick > 0) }
  }

  @Test func aSessionRunsAndEndsWithTheRecordOfItsHost() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c1")
      #expect(record.state == .running)
      #expect(record.readyAt != nil)
      #expect(["reserved", "leased", "started", "ready", "nodes"].allSatisfy { record.waterfall[$0] != nil })
      #expect(await scene.supervisor.session(channel: "c1")?.id == record.id)
      await scene.world.until("that it runs is stored") { await scene.journal.records[record.id]?.state == .running }
      let ended = try await scene.supervisor.stop(record.id, .stopped, detail: "enough")
      #expect(ended.isEnded)
      #expect(ended.reason == "stopped")
      #expect(ended.reasonNode == "speaker")
      #expect(ended.reasonDetail == "enough")
      #expect(await scene.journal.records[record.id]?.endRecord?.object?["detail"] == "enough")
      #expect(await scene.supervisor.session(record.id) == nil)
      #expect(scene.world.entries(scene.world.logFolder) == ["\(record.id).jsonl"])
      await scene.world.until("the host is told that its record is stored") { await scene.host(of: record).requests.last == "ack" }
    }
  }

  @Test func aWarmHostIsHandedOutAndReplaced() async throws {
    try await withSupervisor { scene in
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      let warm = await scene.world.run { scene.world.hosts[0].seed.host }
      let record = try await scene.start()
      #expect(record.host == warm)
      await scene.world.until("another is warm") { await scene.supervisor.statistics().pools[0].idle > 0 }
      #expect(await scene.supervisor.statistics().pools[0].warmHits == 1)
    }
  }

  @Test func aHostThatEndsAsSoonAsItIsMadeIsNotWaitedFor() async throws {
    let world = try PuppetWorld()
    world.stillborn = 1
    try await withSupervisor(in: world) { scene in
      _ = try await scene.start("c")
      #expect(await scene.supervisor.statistics().pools[0].failed == 1)
    }
    // It was not taken for one that does not go.
    #expect(world.processes.signals.isEmpty)
    await world.close()
  }

  @Test func aStoppedWarmHostIsNotHandedOut() async throws {
    var bounds = patientBounds
    // The look from time to time must not find it first.
    bounds.tick = 3_600_000
    try await withSupervisor(bounds: bounds) { scene in
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      let warm = await scene.world.run { scene.world.hosts[0] }
      scene.world.processes.stop(warm.process)
      let record = try await scene.start()
      #expect(record.host != warm.seed.host)
    }
  }

  @Test func aStartThatTheEndOfTheServerCutsShortIsToBeAskedForAgain() async throws {
    let world = try PuppetWorld()
    await world.run { world.script.getsReady = false }
    let journal = MemoryJournal()
    let supervisor = try Supervisor(
      world.options(poolSize: 0), bounds: patientBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
    try await supervisor.open()
    async let start = supervisor.start(SessionRequest(graph: "g", start: StartRequest(), channel: "c"))
    await world.until("it is being started") { await world.run { world.hosts.first?.requests.contains("start") == true } }
    await supervisor.shutdown(keepingHosts: true)
    do {
      _ = try await start
      Issue.record("it was started")
    } catch let error as ServiceError {
      #expect(error.code == .draining)
      #expect(error.retryAfter != nil)
      #expect(error.session?.reason == "stopped")
    }
    #expect(world.entries(world.folder.path) == [])
    await world.close()
  }

  @Test func valuesThatDoNotFitAreToldWithTheirProblems() async throws {
    try await withSupervisor { scene in
      await scene.world.run { scene.world.script.refusal = ["detail": "1 problem", "problems": [["code": "S001", "message": "no channel"]]] }
      // The warm host was made before.
      await scene.world.run { for host in scene.world.hosts { host.script = scene.world.script } }
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.code == .invalidStart)
      #expect(error?.problems.map(\.code) == ["S001"])
      #expect(error?.session?.reason == "start_failed")
      #expect(await scene.supervisor.sessions().isEmpty)
    }
  }

  @Test func aSessionThatDoesNotGetReadyIsEndedAtItsDeadline() async throws {
    try await withSupervisor({ $0.startDeadline = 150 }) { scene in
      // Else it might not even get a host.
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      await scene.world.run {
        scene.world.script.getsReady = false
        for host in scene.world.hosts { host.script.getsReady = false }
      }
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.code == .startFailed)
      #expect(error?.session?.reason == "start_failed")
      #expect(await scene.supervisor.session(channel: "c") == nil)
    }
  }

  @Test func aGraphThatNobodyKnowsIsToldWithThoseThatThereAre() async throws {
    try await withSupervisor { scene in
      let error = await #expect(throws: ServiceError.self) { try await scene.supervisor.start(SessionRequest(graph: "x", start: StartRequest())) }
      #expect(error?.code == .unknownGraph)
      #expect(error?.message.contains("there is g") == true)
    }
  }

  @Test func limitsAreKept() async throws {
    try await withSupervisor({ $0.maxSessions = 2 }) { scene in
      _ = try await scene.start()
      #expect(await #expect(throws: ServiceError.self) { try await scene.start(graphLimit: 1) }?.code == .tooMany)
      _ = try await scene.start()
      let error = await #expect(throws: ServiceError.self) { try await scene.start() }
      #expect(error?.code == .tooMany)
      #expect(error?.retryAfter != nil)
    }
  }

  @Test func afterADrainNothingIsStartedAndWhatRunsGoesOn() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start()
      await scene.supervisor.drain()
      #expect(await #expect(throws: ServiceError.self) { try await scene.start() }?.code == .draining)
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      let drain = await scene.supervisor.statistics().drain
      #expect(drain?.sessions == 1)
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      await scene.supervisor.drain()
      #expect(await scene.supervisor.statistics().drain?.sessions == 1, "a second drain is the first one")
      #expect(await scene.supervisor.statistics().drain?.since == drain?.since)
    }
  }

  @Test func aStartWhoseCallerGoesAwayIsFinished() async throws {
    try await withSupervisor { scene in
      let caller = Task { try await scene.start("c") }
      caller.cancel()
      _ = await caller.result
      #expect(await scene.supervisor.session(channel: "c")?.state == .running)
    }
  }
}
