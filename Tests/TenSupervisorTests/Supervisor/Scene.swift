import Logging
import TenControl
import TenCore
import TenSupervisor
import Testing

/// A supervisor among puppets. Nothing may be left when it is over: no host, no lease, no file, no session.
struct Scene: Sendable {
  let world: PuppetWorld
  let journal: MemoryJournal
  let supervisor: Supervisor

  func start(_ channel: String? = nil, idleSeconds: Int? = nil, graphLimit: Int? = nil) async throws(ServiceError) -> SessionRecord {
    try await supervisor.start(
      SessionRequest(
        graph: "g", start: StartRequest(values: ["channel": .string(channel ?? "")]), channel: channel, idleSeconds: idleSeconds,
        graphLimit: graphLimit))
  }

  func host(of record: SessionRecord) async -> PuppetHost {
    await world.run { world.hosts.first { $0.seed.host == record.host }! }
  }

  /// Returns when the supervisor has seen that they ended; it may have launched others by then.
  func killForkServers() async {
    let killed = world.unended.withLock { $0 }
    await world.run { world.killServers() }
    await world.until("their ends are seen") { world.unended.withLock { $0.isDisjoint(with: killed) } }
  }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// What comes comes in time, though the machine stands still for seconds, and the journal shares its threads with every other test.
let patientBounds: SupervisorBounds = {
  var bounds = SupervisorBounds()
  for bound in [
    \.forkServer, \.forkServerEnd, \.fork, \.hello, \.answer, \.terminate, \.kill, \.leave, \.reconnect, \.drain, \.journal,
  ] as [WritableKeyPath<SupervisorBounds, Int>] { bounds[keyPath: bound] = 120_000 }
  // Puppets write none.
  bounds.exitFile = 30
  bounds.tick = 10
  return bounds
}()

/// For hosts that do not do what they should. One that is only slow may be treated as they are.
let quickBounds: SupervisorBounds = {
  var bounds = patientBounds
  bounds.hello = 200
  bounds.answer = 200
  bounds.leave = 200
  bounds.terminate = 100
  return bounds
}()

func withSupervisor(
  _ change: (inout SupervisorOptions) -> Void = { _ in }, bounds: SupervisorBounds = patientBounds, journal: MemoryJournal = MemoryJournal(),
  in given: PuppetWorld? = nil, _ body: @Sendable (Scene) async throws -> Void
) async throws {
  let world = try given ?? PuppetWorld()
  var options = world.options()
  change(&options)
  let supervisor = try Supervisor(
    options, bounds: bounds, journal: journal, log: silent, launcher: world,
    processes: world.processes)
  try await supervisor.open()
  var failure: (any Error)?
  do { try await body(Scene(world: world, journal: journal, supervisor: supervisor)) } catch { failure = error }
  await supervisor.shutdown(keepingHosts: false)
  #expect(world.unended.withLock { $0 }.isEmpty)
  await world.until("every host has gone") {
    await world.run { world.endUnreached() }
    return world.processes.alive.isEmpty
  }
  #expect(await journal.claims.isEmpty)
  #expect(await journal.records.values.allSatisfy(\.isEnded))
  #expect(world.entries(world.folder.path) == [])
  if given == nil { await world.close() }
  if let failure { throw failure }
}

/// A session that runs in a host, and the server that had started it gone.
func orphan(_ world: PuppetWorld, _ journal: MemoryJournal, _ start: StartRequest = StartRequest()) async throws -> SessionRecord {
  let first = try Supervisor(
    world.options(poolSize: 0), bounds: patientBounds, journal: journal, log: silent, launcher: world, processes: world.processes)
  try await first.open()
  let record = try await first.start(SessionRequest(graph: "g", start: start, channel: "c"))
  await first.shutdown(keepingHosts: true)
  #expect(world.processes.alive.count == 1)
  return record
}
