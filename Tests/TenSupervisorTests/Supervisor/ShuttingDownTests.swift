import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct ShuttingDown {
  /// Its process would be open when the loop is closed.
  @Test func aForkServerThatDiesMeanwhileIsEndedToo() async throws {
    let world = try PuppetWorld()
    world.script.leavesWhenAcknowledged = false
    var bounds = patientBounds
    bounds.leave = 200
    try await withSupervisor(bounds: bounds, in: world) { scene in
      _ = try await scene.start("c")
      // The host of the session that the shutdown has ended does not go, and is the last that is waited for.
      world.processes.onKill { process, signal in
        world.loop.post {
          world.killServers()
          for host in world.hosts where host.process == process { host.die(.signalled(signal)) }
        }
      }
    }
    // Nobody waits for the word of a fork server that is gone.
    #expect(!world.processes.signals.contains(9))
    await world.close()
  }

  /// The session that is being stopped has an end record, and its host goes in good order.
  @Test func aStopAtWorkIsWaitedForWhereSessionsAreKept() async throws {
    let world = try PuppetWorld()
    world.script.stops = false
    let journal = MemoryJournal()
    let supervisor = try Supervisor(
      world.options(poolSize: 0), bounds: patientBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
    try await supervisor.open()
    let scene = Scene(world: world, journal: journal, supervisor: supervisor)
    let record = try await scene.start("c")
    let host = await scene.host(of: record)
    async let stopped = supervisor.stop(record.id, .stopped, detail: "enough")
    await world.until("it is told to stop") { await world.run { host.requests.contains("stop") } }
    async let ended: Void = supervisor.shutdown(keepingHosts: true)
    await world.until("no start is taken any more") { await supervisor.statistics().drain != nil }
    await world.run { host.end("stopped", "enough") }
    let isEnded = try await stopped.isEnded
    #expect(isEnded)
    await ended
    #expect(await journal.records[record.id]?.reason == "stopped")
    #expect(world.processes.signals.isEmpty)
    #expect(world.unended.withLock { $0 }.isEmpty)
    await world.close()
  }
}
