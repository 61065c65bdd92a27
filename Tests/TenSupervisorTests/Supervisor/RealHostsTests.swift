import Glibc
import TenControl
import TenCore
import TenLoop
import Testing

@testable import TenSupervisor

/// The supervisor with the fixture of the host's tests: processes, forks and sockets that exist.
@Suite struct RealHosts {
  private let keeper = #"{"nodes": [{"type": "extension", "name": "node", "addon": "keeper"}]}"#

  /// Beside the program that runs the tests.
  private func fixture() throws -> String {
    var bytes = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    try #require(count > 0)
    let own = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(own[..<(try #require(own.lastIndex(of: "/")))]) + "/TenHostFixture"
  }

  private func options(_ world: PuppetWorld, _ graph: String, poolSize: Int) throws -> SupervisorOptions {
    write(graph, to: world.graphFile)
    var options = world.options(poolSize: poolSize)
    options.executable = try fixture()
    try #require(access(options.executable, X_OK) == 0, "\(options.executable) is built with the tests")
    return options
  }

  private func supervisor(_ options: SupervisorOptions, _ journal: MemoryJournal) throws -> Supervisor {
    var bounds = patientBounds
    bounds.exitFile = 120_000
    return try Supervisor(
      options, bounds: bounds, journal: journal, log: silent, launcher: ExecutableLauncher(options), processes: SystemProcesses())
  }

  private func start(_ supervisor: Supervisor, _ channel: String) async throws -> SessionRecord {
    try await supervisor.start(SessionRequest(graph: "g", start: StartRequest(), channel: channel))
  }

  @Test func aSessionRunsInAForkAndEnds() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let supervisor = try supervisor(try options(world, keeper, poolSize: 1), journal)
    try await supervisor.open()
    let record = try await start(supervisor, "c")
    let process = ProcessIdentity(processID: try #require(record.processID), startTime: try #require(record.startTime))
    #expect(process.isAlive)
    #expect(try await supervisor.state(record.id).object != nil)
    let ended = try await supervisor.stop(record.id, .stopped, detail: "enough")
    #expect(ended.reason == "stopped")
    #expect(ended.endRecord?.object?["nodes"]?.array?.count == 1)
    await supervisor.shutdown(keepingHosts: false)
    #expect(!process.isAlive)
    #expect(world.entries(world.folder.path) == [])
    #expect(await journal.claims.isEmpty)
    #expect(world.entries(world.logFolder) == ["\(record.id).jsonl"])
    await world.close()
  }

  @Test func aKilledHostGivesARecordAndASessionIsTakenOverByTheNextServer() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let options = try options(world, keeper, poolSize: 1)
    let first = try supervisor(options, journal)
    try await first.open()
    let kept = try await start(first, "kept")
    let killed = try await start(first, "killed")
    let process = ProcessIdentity(processID: try #require(killed.processID), startTime: try #require(killed.startTime))
    _ = process.kill(SIGKILL)
    await world.until("its end is stored") { await journal.records[killed.id]?.isEnded == true }
    #expect(await journal.records[killed.id]?.reason == "crashed")
    #expect(await journal.records[killed.id]?.reasonDetail?.contains("SIGKILL") == true)
    await first.shutdown(keepingHosts: true)

    let second = try supervisor(options, journal)
    try await second.open()
    #expect(await second.session(channel: "kept")?.id == kept.id)
    #expect(await second.session(kept.id)?.processID == kept.processID)
    #expect(try await second.stop(kept.id, .stopped, detail: "").reason == "stopped")
    await second.shutdown(keepingHosts: false)
    #expect(world.entries(world.folder.path) == [])
    #expect(await journal.claims.isEmpty)
    await world.close()
  }

  @Test func everyStartOfAWarmPoolTakesAWarmHost() async throws {
    let world = try PuppetWorld()
    let supervisor = try supervisor(try options(world, keeper, poolSize: 4), MemoryJournal())
    try await supervisor.open()
    for number in 0..<40 {
      await world.until("a host is warm") { (await supervisor.statistics().pools.first?.idle ?? 0) > 0 }
      let record = try await start(supervisor, "c\(number)")
      _ = try await supervisor.stop(record.id, .stopped, detail: "")
    }
    #expect(await supervisor.statistics().pools.first?.warmHits == 40)
    await supervisor.shutdown(keepingHosts: false)
    await world.close()
  }
}
