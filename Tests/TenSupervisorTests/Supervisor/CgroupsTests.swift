import Glibc
import TenControl
import TenCore
import TenSupervisor
import Testing

/// The files of a cgroup, without a kernel behind them.
@Suite struct Cgroups {
  private let cgroup = ScratchFolder()

  private func delegate() {
    cgroup.write("cpu memory\n", to: "cgroup.controllers")
    cgroup.write("", to: "cgroup.subtree_control")
  }

  private func killed(oom: Int) async throws -> SessionRecord? {
    delegate()
    let ended = Locked<SessionRecord?>(nil)
    try await withSupervisor({ $0.cgroup = cgroup.path }) { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      #expect(await scene.world.run { host.seed.limits.cgroup } == "\(cgroup.path)/\(host.seed.host)")
      cgroup.write("104857600\n", to: "\(host.seed.host)/memory.max")
      cgroup.write("max 7\noom \(oom)\noom_kill 1\n", to: "\(host.seed.host)/memory.events")
      await scene.world.run { host.die(.signalled(9)) }
      await scene.world.until("it has ended") { await scene.journal.records[record.id]?.isEnded == true }
      let last = await scene.journal.records[record.id]
      ended.withLock { $0 = last }
    }
    return ended.withLock { $0 }
  }

  @Test func aHostThatTheKernelKillsAtItsLimitEndsOverLimit() async throws {
    let record = try #require(try await killed(oom: 1))
    #expect(record.reason == "over_limit")
    #expect(record.reasonDetail?.contains("more than the 100 MiB of memory that are allowed, and the kernel killed it") == true)
  }

  @Test func aHostThatTheKernelKillsForOthersHasCrashed() async throws {
    let record = try #require(try await killed(oom: 0))
    #expect(record.reason == "crashed")
    #expect(record.reasonDetail?.contains("the service or the machine ran out of memory") == true)
  }

  @Test func withoutOneThatCanBeUsedSessionsRunAllTheSame() async throws {
    try await withSupervisor({ $0.cgroup = cgroup.path }) { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      #expect(await scene.world.run { host.seed.limits.cgroup } == nil)
    }
  }

  @Test func aHostThatIsTakenOverGetsItsLimitsAgain() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let first = try Supervisor(
      world.options(poolSize: 0), bounds: quickBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
    try await first.open()
    let record = try await first.start(SessionRequest(graph: "g", start: StartRequest(), channel: "c"))
    await first.shutdown(keepingHosts: true)
    delegate()
    let host = try #require(record.host)
    for file in ["memory.max", "cpu.max", "cgroup.procs"] { cgroup.write("", to: "\(host)/\(file)") }
    try await withSupervisor(
      {
        $0.cgroup = cgroup.path
        $0.maxSessionMemory = 64 << 20
        $0.maxSessionProcessorPercent = 50
      }, journal: journal, in: world
    ) { scene in
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      #expect(cgroup.text("\(host)/memory.max") == "67108864" && cgroup.text("\(host)/cpu.max") == "50000 100000")
      #expect(cgroup.text("\(host)/cgroup.procs") == record.processID.map { "\($0)" })
    }
    await world.close()
  }
}
