internal import Glibc
internal import TenControl
internal import Logging
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// A host that a server controls: one session, from a warm start to its end record. `docs/control-channel.md` tells what is said on its socket.
struct ControlledHost {
  private let seed: HostSeed
  private let listener: CInt
  private let folder: RuntimeFolder
  private let graph: CompiledGraph
  private let surroundings: Surroundings
  private let limits: BlockLimits

  /// - Parameters:
  ///   - listener: the descriptor of the Unix socket `folder.socket(of:)`, bound already. The host closes it, and removes the socket.
  ///   - folder: where the log goes, and an end record that no server takes.
  ///   - limits: when a loop without progress is told of, and when it is given up.
  init(
    seed: HostSeed, listener: CInt, folder: RuntimeFolder, graph: CompiledGraph, surroundings: Surroundings, limits: BlockLimits = BlockLimits()
  ) {
    self.seed = seed
    self.listener = listener
    self.folder = folder
    self.graph = graph
    self.surroundings = surroundings
    self.limits = limits
  }

  /// Returns when the host is done. On the thread that is to be the session's.
  func run() -> HostExit {
    do {
      return try runOnLoop()
    } catch {
      surroundings.errors.write("host '\(seed.host)' of graph '\(graph.name)' cannot run: \(error)\n")
      return .startRefused
    }
  }

  private func runOnLoop() throws -> HostExit {
    let log = try HostLog(seed.host, folder, bytes: seed.limits.logBytes)
    let secrets = SecretFilter(graph)
    log.hide(secrets)
    let loop = try UVLoop()
    defer { loop.close() }
    let stream = EventStream(loop)
    stream.hide(secrets)
    let control = HostControl(seed, graph, folder, loop, stream, log)
    let socket = ControlSocket(
      loop, try PipeListener(loop, descriptor: listener, path: folder.socket(of: seed.host)), stream, log, control)
    defer { socket.close() }
    let pool = OffloadPool()
    defer { pool.shutdown() }
    let groups = GroupThreads()
    defer { groups.endAll() }
    let recorder = flightRecorder(log)
    recorder?.attach(loop)
    let host = Host(
      extensions: surroundings.extensions, loop: loop, loops: recorder?.watching(groups) ?? groups, offloading: pool,
      seed: .random(in: .min ... .max),
      options: options(stream, log, recorder))
    let watchdog = try makeWatchdog(host, control)
    defer { watchdog.stop() }
    control.watchdog = watchdog
    defer { control.watchdog = nil }
    let signals = try surroundings.ownsProcess ? ControlSignals(loop, control) : nil
    defer { signals?.close() }
    let teller = SessionTeller(graph, stream)
    control.session = try host.prepare(graph, name: seed.host) { event in
      teller.tell(event)
      control.saw(event)
    }
    control.begin { loop.stop() }
    _ = Task(executorPreference: loop) { await socket.serve() }
    _ = Task(executorPreference: loop) { control.ended(await control.session.ended()) }
    loop.run()
    return .ok
  }

  /// A host runs without one where its file cannot be made.
  private func flightRecorder(_ log: HostLog) -> FlightRecorder? {
    do throws(ForkError) {
      return try FlightRecorder(path: folder.ring(of: seed.host), graph: graph)
    } catch {
      log.write(.warning, "there is no flight recorder: \(error)")
      return nil
    }
  }

  private func options(_ stream: EventStream, _ log: HostLog, _ recorder: FlightRecorder?) -> HostOptions {
    var options = HostOptions()
    recorder?.attach(&options)
    options.makeLogHandler = log.sinks.makeHandler
    options.onSend = { _, envelope, isStale in
      guard !isStale, let body = TranscriptTap.transcript(in: envelope) else { return }
      stream.add(.transcript, body)
    }
    return options
  }

  private func makeWatchdog(_ host: Host, _ control: HostControl) throws -> Watchdog {
    let ownsProcess = surroundings.ownsProcess
    return try Watchdog(
      host, limits: limits,
      onStall: { stall in
        control.stream.add(.event, stall.value)
        control.log.write(.warning, "\(stall)")
      },
      onBlock: { records in
        for record in records { control.blocked(record) }
        if ownsProcess { _exit(HostExit.blocked.rawValue) }
      })
  }
}

extension Watchdog.Stall {
  /// The body of an event.
  fileprivate var value: Properties {
    var body: Properties = ["event": .string(isOver ? "unblocked" : "blocked"), "detail": .string("\(self)"), "blocked_ms": Value(milliseconds)]
    if let node { body["node"] = .string(node) }
    if let message { body["message"] = .string(message) }
    return body
  }
}
