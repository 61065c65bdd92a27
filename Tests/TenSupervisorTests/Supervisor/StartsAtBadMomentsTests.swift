import Glibc
import TenControl
import TenCore
import Testing

@testable import TenSupervisor

@Suite struct StartsAtBadMoments {
  @Test func aForkServerThatMakesNoHostsIsReplaced() async throws {
    let world = try PuppetWorld()
    await world.run { world.isStuck = true }
    var bounds = patientBounds
    bounds.fork = 1_000
    try await withSupervisor({ $0.startDeadline = 600_000 }, bounds: bounds, in: world) { scene in
      await world.until("a host is asked for") { await world.run { world.requests } > 0 }
      await world.run { world.isStuck = false }
      _ = try await scene.start("c")
      await world.until("the one that was stuck is ended") { world.unended.withLock { !$0.contains(1) } }
    }
    await world.close()
  }

  /// The pool's own deadline for them would pass by far later.
  @Test func whoWaitsForAHostOfAForkServerThatDiesGetsOneOfTheNext() async throws {
    let world = try PuppetWorld()
    await world.run { world.isStuck = true }
    var bounds = patientBounds
    bounds.fork = 3_600_000
    try await withSupervisor(
      {
        $0.poolSize = 0
        $0.startDeadline = 600_000
      }, bounds: bounds, in: world
    ) { scene in
      async let first = scene.start("c")
      async let second = scene.start("d")
      await world.until("two hosts are asked for") { await world.run { world.requests } == 2 }
      await world.run { world.isStuck = false }
      await scene.killForkServers()
      #expect(await scene.supervisor.statistics().pools[0].lastError?.contains("fork server of graph 'g' ended") == true)
      let states = try await [first.state, second.state]
      #expect(states == [.running, .running])
    }
    await world.close()
  }

  @Test func aHostWhoseForkServerDiesInTheTurnInWhichItGetsReadyIsNotHandedOut() async throws {
    let world = try PuppetWorld()
    await world.run { world.script.isPrepared = false }
    try await withSupervisor({ $0.poolSize = 0 }, in: world) { scene in
      async let start = scene.start("c")
      await world.until("its host is leased") { await scene.journal.claims.count == 1 }
      await scene.supervisor.held {
        await world.run {
          world.script.isPrepared = true
          world.hosts[0].add(.prepared)
          world.killServers()
        }
      }
      let record = try await start
      #expect(await world.run { world.hosts[0].seed.host } != record.host)
    }
    await world.close()
  }

  @Test func aGraphThatChangesWhileHostsAreAskedForGivesOneOfTheNewFile() async throws {
    let world = try PuppetWorld()
    var bounds = patientBounds
    bounds.fork = 1_000
    try await withSupervisor(
      {
        $0.poolSize = 0
        $0.startDeadline = 600_000
      }, bounds: bounds, in: world
    ) { scene in
      _ = try await scene.start("b")
      await world.run { world.isStuck = true }
      write("{ }", to: world.graphFile)
      async let first = scene.start("c")
      await world.until("a host is asked for") { await world.run { world.requests } == 2 }
      await world.run { world.isStuck = false }
      write("{  }", to: world.graphFile)
      let states = try await [first.state, scene.start("d").state]
      #expect(states == [.running, .running])
      #expect(await world.run { world.launches } >= 3)
    }
    await world.close()
  }

  @Test func aStopWhileTheSessionIsStoredEndsItBeforeItsHostHears() async throws {
    let journal = MemoryJournal()
    try await withSupervisor(journal: journal) { scene in
      await journal.holdReservations()
      async let start = Result.of { try await scene.start("c") }
      await scene.world.until("it is being stored") { await journal.calls.contains(.reserve) }
      let id = try #require(await scene.supervisor.session(channel: "c")?.id)
      async let stop = scene.supervisor.stop(id, .stopped, detail: "enough")
      await scene.world.until("it is being ended") { await scene.supervisor.isBeingEnded(id) }
      await journal.letReservationsGo()
      let ended = try await stop
      #expect(ended.reason == "stopped")
      #expect((await start.error as? ServiceError)?.session?.reason == "stopped")
      #expect(await scene.world.run { scene.world.hosts.allSatisfy { !$0.requests.contains("start") } })
      #expect(await journal.records[id]?.isEnded == true)
    }
  }

  @Test func aServerThatEndsWhileASessionIsStoredLeavesNothingOfItWhereOthersAreKept() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let supervisor = try Supervisor(
      world.options(), bounds: patientBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
    try await supervisor.open()
    let scene = Scene(world: world, journal: journal, supervisor: supervisor)
    let kept = try await scene.start("a")
    await journal.holdReservations()
    async let start = Result.of { try await scene.start("c") }
    await world.until("it is being stored") { await journal.calls.count { $0 == .reserve } == 2 }
    async let shutdown: Void = supervisor.shutdown(keepingHosts: true)
    await world.until("no start is taken any more") { await supervisor.statistics().drain != nil }
    await journal.letReservationsGo()
    await shutdown
    let error = await start.error as? ServiceError
    #expect(error?.code == .draining)
    #expect(await journal.records.values.filter { !$0.isEnded }.map(\.id) == [kept.id])
    let host = try #require(kept.host)
    #expect(await journal.claims.keys.sorted() == [host])
    await world.until("its host alone is left") { await world.run { world.hosts.filter { !$0.isOver }.map(\.seed.host) } == [host] }
    await world.close()
  }
}

extension Supervisor {
  /// Does something while the supervisor's loop stands still: it finds all of it in one turn.
  nonisolated fileprivate func held(_ body: () async -> Void) async {
    var ends: [CInt] = [0, 0]
    pipe(&ends)
    let (reading, writing) = (ends[0], ends[1])
    await withCheckedContinuation { continuation in
      loop.post {
        continuation.resume()
        var byte: UInt8 = 0
        read(reading, &byte, 1)
        close(reading)
      }
    }
    await body()
    close(writing)
  }

  fileprivate func isBeingEnded(_ id: String) -> Bool { live[id]?.ending != nil }
}
