import Glibc
import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct TakingOver {
  @Test func aSessionThatRunsIsTakenOver() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    try await withSupervisor(journal: journal, in: world) { scene in
      let session = try #require(await scene.supervisor.session(record.id))
      #expect(session.state == .running)
      #expect(session.epoch == 2)
      #expect(await journal.records[record.id]?.epoch == 2)
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("c") }?.code == .channelTaken)
      let host = await scene.host(of: record)
      #expect(await scene.world.run { host.epoch } == 2)
      let answer = try await scene.supervisor.send("hi", ["a": 1], to: "main", of: record.id, milliseconds: nil)
      #expect(answer.status == .ok)
      #expect(try await scene.supervisor.stop(record.id, .stopped, detail: "").reason == "stopped")
    }
    await world.close()
  }

  @Test func aServerThatWasEndingASessionThatAnotherTookSendsItsHostNoSignal() async throws {
    let world = try PuppetWorld()
    world.script.stops = false
    let journal = MemoryJournal()
    let first = try Supervisor(
      world.options(poolSize: 0), bounds: patientBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
    try await first.open()
    let record = try await first.start(SessionRequest(graph: "g", start: StartRequest(), channel: "c"))
    let stop = Task { try await first.stop(record.id, .stopped, detail: "enough") }
    await world.until("it is told to stop") { await world.run { world.hosts[0].requests.contains("stop") } }
    try await withSupervisor(journal: journal, in: world) { _ in
      let kept = try await stop.value
      #expect(!kept.isEnded)
      await first.shutdown(keepingHosts: true)
      #expect(world.processes.signals.isEmpty)
      await world.run { world.hosts[0].end("stopped", "enough") }
    }
    await world.close()
  }

  @Test func aSessionThatIsTakenOverCountsForItsGraph() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    let graph = SupervisorOptions.Graph(name: "g", file: world.graphFile)
    try await withSupervisor(
      {
        $0.graphs = []
        $0.catalogue = { ["g": graph] }
      }, journal: journal, in: world
    ) { scene in
      #expect(await #expect(throws: ServiceError.self) { try await scene.start("d", graphLimit: 1) }?.code == .tooMany)
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      _ = try await scene.start("d", graphLimit: 1)
    }
    await world.close()
  }

  @Test func aSessionThatEndedMeanwhileIsFinishedByItsHost() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    await world.run { world.hosts[0].end("finished", "all said") }
    try await withSupervisor(journal: journal, in: world) { scene in
      await scene.world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
      #expect(await journal.records[record.id]?.reason == "finished")
    }
    await world.close()
  }

  @Test func aSessionWhoseHostDiedGetsARecordOfWhatIsLeft() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    await world.run { world.hosts[0].die(.signalled(11)) }
    write("{\"signal\": 11}", to: world.folder.exit(of: try #require(record.host)))
    try await withSupervisor(journal: journal, in: world) { scene in
      await scene.world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
      #expect(await journal.records[record.id]?.reasonDetail?.contains("SIGSEGV") == true)
    }
    await world.close()
  }

  @Test(arguments: [true, false]) func whatTheHostOfAnotherServersSessionPrintedShowsNoSecret(isTakenOver: Bool) async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal, StartRequest(values: ["token": "tok-12345"]))
    let file = world.folder.output(of: try #require(record.host))
    write("joined with tok-12345\n", to: file)
    if !isTakenOver { await world.run { world.hosts[0].die(.signalled(11)) } }
    try await withSupervisor(journal: journal, in: world) { _ in
      if isTakenOver { await world.run { world.hosts[0].die(.signalled(11)) } }
      await world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
      let output = try #require(await journal.records[record.id]?.endRecord?.object?["output"]?.array?.first?.string)
      #expect(isTakenOver ? output == "joined with ***" : output.contains("is left out"))
    }
    await world.close()
  }

  @Test func aSessionThatNeverGotAHostIsEnded() async throws {
    let journal = MemoryJournal([SessionRecord(id: "s1", graph: "g", channel: "c", createdAt: 0)])
    try await withSupervisor(journal: journal) { scene in
      #expect(await journal.records["s1"]?.reason == "start_failed")
      _ = try await scene.start("c")
    }
  }

  @Test func aHostThatDoesNotAnswerIsKilledByItsNumberAndStart() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    await world.run { world.hosts[0].script.greets = false }
    try await withSupervisor(bounds: quickBounds, journal: journal, in: world) { scene in
      await scene.world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
      #expect(await journal.records[record.id]?.reason == "abandoned")
      #expect(world.processes.signals.contains(9))
    }
    await world.close()
  }

  @Test func whatTheOldForkServerWritesOfAHostThatEndedIsRemovedToo() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    var bounds = patientBounds
    bounds.exitFile = 120_000
    // No sweep from time to time may remove it.
    bounds.tick = 3_600_000
    try await withSupervisor(bounds: bounds, journal: journal, in: world) { scene in
      let process = await scene.host(of: record).process
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      await world.until("its process is gone") { !world.processes.exists(process) }
      // A removal that does not wait has come by then.
      let turns = Locked(0)
      await world.until("the loop has turned a hundred times") {
        turns.withLock { turns in
          turns += 1
          return turns > 100
        }
      }
      let file = world.folder.exit(of: try #require(record.host))
      write("{\"code\": 0}", to: file)
      await world.until("the file is gone") { access(file, F_OK) != 0 }
    }
    await world.close()
  }

  @Test func strayFilesAndForeignFilesAreToldApart() async throws {
    let world = try PuppetWorld()
    mkdir(world.folder.path, 0o700)
    write("x", to: world.folder.exit(of: "h0000000000000001"))
    write("x", to: "\(world.folder.path)/notes.txt")
    try await withSupervisor(in: world) { scene in
      #expect(!world.entries(world.folder.path).contains("h0000000000000001.exit"))
      #expect(world.entries(world.folder.path).contains("notes.txt"))
      unlink("\(world.folder.path)/notes.txt")
    }
    await world.close()
  }
}
