import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct GraphsThatComeAndGo {
  private func withCatalogue(_ body: @Sendable (Scene) async throws -> Void) async throws {
    let world = try PuppetWorld()
    world.catalogue.withLock { $0["g"] = SupervisorOptions.Graph(name: "g", file: world.graphFile) }
    try await withSupervisor({ $0.catalogue = { world.catalogue.withLock { $0 } } }, in: world) { scene in
      await world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle == 1 }
      try await body(scene)
    }
    await world.close()
  }

  @Test func aRemovedGraphIsNotStartedAnyMoreAndWhatRunsGoesOn() async throws {
    try await withCatalogue { scene in
      let record = try await scene.start("c")
      scene.world.catalogue.withLock { $0 = [:] }
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("d") }?.code == .unknownGraph)
      await scene.world.until("its warm hosts are gone") { await scene.world.run { scene.world.hosts.filter { !$0.isOver }.count } == 1 }
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      #expect(await scene.supervisor.statistics().pools.isEmpty)
      #expect(!scene.world.unended.withLock { $0 }.isEmpty, "the fork server records how the host of the session ends")
      let ended = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      #expect(ended.reason == "stopped")
      await scene.world.until("its fork server is ended") { scene.world.unended.withLock { $0 }.isEmpty }
    }
  }

  @Test func theWarmHostsOfARemovedGraphGoWithoutAStart() async throws {
    try await withCatalogue { scene in
      scene.world.catalogue.withLock { $0 = [:] }
      await scene.world.until("they are gone") { scene.world.processes.alive.isEmpty }
      await scene.world.until("their fork server is ended") { scene.world.unended.withLock { $0 }.isEmpty }
    }
  }

  @Test func aGraphThatCameLaterGetsWarmHosts() async throws {
    try await withCatalogue { scene in
      scene.world.catalogue.withLock { $0["later"] = SupervisorOptions.Graph(name: "later", file: scene.world.graphFile) }
      await scene.world.until("a host of it is warm") { await scene.supervisor.statistics().pools.map(\.idle) == [1, 1] }
      let record = try await scene.supervisor.start(SessionRequest(graph: "later", start: StartRequest(), channel: "c"))
      #expect(record.state == .running)
    }
  }

  @Test func aGraphWhoseNameAnotherFileHasNowIsThatOfTheFile() async throws {
    try await withCatalogue { scene in
      let record = try await scene.start("c")
      let other = "\(scene.world.path)/other.json"
      write("{}", to: other)
      scene.world.catalogue.withLock { $0["g"]?.file = other }
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("d", graphLimit: 1) }?.code == .tooMany)
      let next = try await scene.start("d", graphLimit: 2)
      #expect(scene.world.files.withLock { $0 } == [scene.world.graphFile, other])
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      _ = try await scene.supervisor.stop(next.id, .stopped, detail: "")
      _ = try await scene.start("e", graphLimit: 1)
    }
  }

  @Test func whoWaitsForAHostOfARemovedGraphIsToldAtOnce() async throws {
    let world = try PuppetWorld()
    await world.run { world.isMute = true }
    world.catalogue.withLock { $0["g"] = SupervisorOptions.Graph(name: "g", file: world.graphFile) }
    try await withSupervisor(
      {
        $0.catalogue = { world.catalogue.withLock { $0 } }
        $0.startDeadline = 600_000
      }, in: world
    ) { scene in
      async let start = scene.start("c")
      await world.until("it waits") { await scene.supervisor.session(channel: "c") != nil }
      scene.world.catalogue.withLock { $0 = [:] }
      do {
        _ = try await start
        Issue.record("it was started")
      } catch let error as ServiceError {
        #expect(error.code == .startFailed)
        #expect(error.message.contains("removed"))
      }
      await world.until("its fork server is ended") { world.unended.withLock { $0 }.isEmpty }
    }
    await world.close()
  }
}
