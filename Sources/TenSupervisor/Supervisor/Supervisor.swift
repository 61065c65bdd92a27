internal import Glibc
public import Logging
internal import TenControl
internal import TenCore
internal import TenLoop

/// Starts and looks after sessions, each in a host process of its own: warm hosts, leases, control channels, ends, and adoption after a restart.
///
/// Runs on a loop of its own; may be called from any thread between `open` and `shutdown`, and must be shut down.
public actor Supervisor: SessionService {
  let thread: UVLoopThread
  let options: SupervisorOptions
  let bounds: SupervisorBounds
  let journal: any SessionJournal
  let log: Logger
  let launcher: any ForkServerLauncher
  let processes: any ProcessControl
  let files: SessionFiles
  /// Of the environment that hosts have.
  let secrets: [Secret]

  var slots: [String: GraphSlot] = [:]
  /// Of graphs that were removed, while hosts of their fork servers live.
  var withdrawn: [GraphSlot] = []
  /// The catalogue as it was when it was last looked at.
  var offered: [String: SupervisorOptions.Graph] = [:]
  /// Of all graphs: one that comes again has no number twice.
  var lastWaiter = 0
  var hosts: [String: HostHandle] = [:]
  var live: [String: LiveSession] = [:]
  var channels: [String: LiveSession] = [:]
  var admission: Admission
  var starts = StartHistogram()
  var ended: [String: Int] = [:]
  /// Of sessions that have ended.
  var counters = Counters()
  /// End records that the journal did not take; tried again.
  var unstored: [SessionRecord] = []
  /// Tasks of `beside` that have not ended.
  private(set) var underWay = 0
  var drained: SupervisorStatistics.Drain?
  /// It ends: sessions that are being started are ended.
  var isEnding = false
  var isClosed = false
  var ticks = Ticks()
  /// The folder of the hosts' cgroups, once it can be used.
  var cgroup: String?

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.loop.asUnownedSerialExecutor() }
  nonisolated var loop: UVLoop { thread.loop }

  /// - Throws: when the system gives no thread or loop.
  public init(_ options: SupervisorOptions, journal: any SessionJournal, log: Logger) throws {
    try self.init(options, journal: journal, log: log, launcher: ExecutableLauncher(options), processes: SystemProcesses())
  }

  package init(
    _ options: SupervisorOptions, bounds: SupervisorBounds = SupervisorBounds(), journal: any SessionJournal, log: Logger,
    launcher: any ForkServerLauncher, processes: any ProcessControl
  ) throws {
    thread = try UVLoop.onThread(name: "supervisor")
    var options = options
    // Hosts may print what is in it, and no record may show its secrets.
    options.environment = options.environment ?? OwnEnvironment.variables
    self.options = options
    secrets = SecretScrubber.secrets(in: options.environment ?? [:])
    self.bounds = bounds
    self.journal = journal
    self.log = log
    self.launcher = launcher
    self.processes = processes
    files = SessionFiles(folder: options.runtimeFolder, logFolder: options.logFolder)
    admission = Admission(
      limits: Admission.Limits(maxSessions: options.maxSessions, freeMemory: options.freeMemory, freeProcessor: options.freeProcessor))
    for graph in options.graphs {
      slots[graph.name] = GraphSlot(graph, options)
      offered[graph.name] = graph
    }
  }

  /// Takes over what a server before this one left, then begins to fill the pools.
  /// - Throws: when the folders cannot be made, or the journal cannot be read.
  public func open() async throws {
    // A host that ends while it is written to must be an error, not the end of the server.
    signal(SIGPIPE, SIG_IGN)
    try files.prepare()
    openCgroup()
    try await adopt()
    for slot in slots.values { perform(slot.pool.resize(to: slot.pool.policy.size, at: now), slot) }
    ticks.lastTime = unixTime
    startTicking()
  }

  /// Does something beside what goes on, and lets `shutdown` wait for it.
  ///
  /// The task prefers the loop: without that, each of its waits would end by way of a thread of the pool.
  func beside(_ body: @escaping @Sendable (isolated Supervisor) async -> Void) {
    underWay += 1
    Task(executorPreference: loop) { await self.carryOut(body) }
  }

  private func carryOut(_ body: (isolated Supervisor) async -> Void) async {
    await body(self)
    underWay -= 1
  }

  /// Milliseconds of the loop's clock.
  var now: Int { Int(loop.now / 1_000_000) }

  /// Milliseconds of Unix time.
  var unixTime: Int { Int(loop.unixTime / 1_000_000) }

  /// Milliseconds since the request for this session came.
  func elapsed(_ session: LiveSession) -> Double { Double((loop.readClock() &- session.began) / 1_000) / 1_000 }
}
