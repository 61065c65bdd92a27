import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct ChangedGraphs {
  @Test func aChangedFileRetiresWarmHostsAndRunningSessionsKeepTheirs() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      await scene.world.until("a host is warm") { await scene.supervisor.statistics().pools[0].idle > 0 }
      let old = await scene.world.run { scene.world.hosts.map(\.seed.host) }
      write("{ }", to: scene.world.graphFile)
      let other = try await scene.start("d")
      #expect(!old.contains(try #require(other.host)))
      #expect(await scene.world.run { scene.world.launches } == 2)
      #expect(await scene.supervisor.session(record.id)?.state == .running)
      await scene.world.until("the old warm host is gone") {
        await scene.world.run { scene.world.hosts.filter { !$0.isOver && old.contains($0.seed.host) }.count } == 1
      }
    }
  }

  @Test func aFileThatWasTouchedButHoldsTheSameChangesNothing() async throws {
    try await withSupervisor { scene in
      _ = try await scene.start("c")
      write("{}", to: scene.world.graphFile)
      _ = try await scene.start("d")
      #expect(await scene.world.run { scene.world.launches } == 1)
    }
  }

  @Test func aChangedGraphThatCannotRunIsToldWithItsProblems() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      await scene.world.run { scene.world.problems = [["code": "G012", "severity": "error", "message": "no node 'x'", "pointer": "/nodes/0"]] }
      write("{ }", to: scene.world.graphFile)
      let error = await #expect(throws: ServiceError.self) { try await scene.start("d") }
      #expect(error?.code == .invalidGraph)
      #expect(error?.problems.map(\.code) == ["G012"])
      #expect(await scene.supervisor.session(record.id)?.state == .running)
    }
  }
}
