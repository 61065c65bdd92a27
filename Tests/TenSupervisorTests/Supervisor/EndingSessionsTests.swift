import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct EndingSessions {
  @Test func aHostThatCrashesGivesARecordThatSaysSo() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      await scene.world.run { host.die(.signalled(11)) }
      await scene.world.until("the session has ended") { await scene.supervisor.session(record.id) == nil }
      let ended = try #require(await scene.journal.records[record.id])
      #expect(ended.reason == "crashed")
      #expect(ended.reasonDetail?.contains("SIGSEGV") == true)
      #expect(await scene.supervisor.statistics().ended == ["crashed": 1])
      // The channel is free.
      _ = try await scene.start("c")
    }
  }

  @Test func aHostThatCrashesBeforeItIsReadyFailsTheStart() async throws {
    try await withSupervisor { scene in
      await scene.world.run {
        scene.world.script.diesOnStart = 4
        for host in scene.world.hosts { host.script.diesOnStart = 4 }
      }
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.code == .startFailed)
      #expect(error?.session?.reason == "crashed")
      #expect(error?.message.contains("SIGILL") == true)
    }
  }

  @Test func aHostThatCrashesWhileItStopsIsNotWaitedFor() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      await scene.world.run { host.script.diesOnStop = 11 }
      let ended = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      #expect(ended.reason == "crashed")
    }
  }

  @Test func aHostThatDoesNotStopIsEndedBySignals() async throws {
    var bounds = patientBounds
    bounds.terminate = 100
    try await withSupervisor({ $0.stopDeadline = 200 }, bounds: bounds) { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      await scene.world.run {
        host.script.stops = false
        host.script.diesOnTerminate = false
      }
      let ended = try await scene.supervisor.stop(record.id, .stopped, detail: "enough")
      #expect(ended.reason == "stopped")
      #expect(ended.reasonDetail?.contains("was killed") == true)
      #expect(scene.world.processes.signals.prefix(2) == [15, 9])
    }
  }

  @Test func manyWhoStopASessionGetTheSameRecord() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let details = await withTaskGroup(of: String?.self) { group in
        for number in 0..<20 {
          group.addTask { try? await scene.supervisor.stop(record.id, .stopped, detail: "\(number)").reasonDetail }
        }
        return await group.reduce(into: Set<String>()) { if let detail = $1 { $0.insert(detail) } }
      }
      #expect(details.count == 1)
      #expect(await #expect(throws: ServiceError.self) { try await scene.supervisor.stop(record.id, .stopped, detail: "") }?.code == .unknownSession)
    }
  }

  @Test func aSessionThatNobodyAsksForEndsAsIdle() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c", idleSeconds: 0)
      await scene.world.until("it has ended") { await scene.journal.records[record.id]?.isEnded == true }
      #expect(await scene.journal.records[record.id]?.reason == "idle")
      let other = try await scene.start("d", idleSeconds: 3_600)
      try await scene.supervisor.ping(other.id, idleSeconds: .some(nil))
      #expect(await scene.supervisor.session(other.id)?.idleSeconds == nil)
    }
  }

  @Test func aHostThatUsesTooMuchMemoryIsEnded() async throws {
    try await withSupervisor({ $0.maxSessionMemory = 50 << 20 }) { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      scene.world.processes.use(memory: 60 << 20, of: host.process)
      await scene.world.until("it has ended") { await scene.journal.records[record.id]?.isEnded == true }
      #expect(await scene.journal.records[record.id]?.reason == "over_limit")
    }
  }

  @Test func aForkServerThatEndsTakesNoSessionAlong() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      await scene.killForkServers()
      let other = try await scene.start("d")
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      #expect(await scene.world.run { scene.world.launches } == 2)
      // Its end is seen without the fork server that had made it.
      let host = await scene.host(of: record)
      await scene.world.run { host.die(.signalled(9)) }
      await scene.world.until("the session has ended") { await scene.supervisor.session(record.id) == nil }
      #expect(await scene.journal.records[record.id]?.reason == "crashed")
      #expect(await scene.supervisor.session(other.id)?.state == .running)
    }
  }

  @Test func warmHostsOfAForkServerThatEndsAreNotHandedOut() async throws {
    let world = try PuppetWorld()
    world.script.leavesWhenAlone = false
    var bounds = patientBounds
    bounds.leave = 200
    try await withSupervisor({ $0.poolSize = 12 }, bounds: bounds, in: world) { scene in
      await world.until("the pool is full") { await scene.supervisor.statistics().pools[0].idle == 12 }
      await scene.killForkServers()
      _ = try await scene.start("c")
      #expect(await world.run { world.launches } == 2)
    }
    await world.close()
  }
}
