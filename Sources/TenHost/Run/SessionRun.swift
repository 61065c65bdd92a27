internal import Glibc
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// One session of `tenhost run`, from its start to its end record.
struct SessionRun {
  let command: RunRequest
  let surroundings: Surroundings
  let graph: CompiledGraph
  /// Those of the graph's nodes, and perhaps others.
  let extensions: [any Extension.Type]
  let request: StartRequest
  let sinks: LogSinks

  func run() -> HostExit {
    do {
      return try runOnLoop()
    } catch let error as Diagnostics {
      ProblemReport(surroundings: surroundings, json: command.json).show(error.list)
      return .startRefused
    } catch {
      ProblemReport(surroundings: surroundings, json: command.json).show("starting the session failed: \(error)")
      return .sessionFailed
    }
  }

  private func runOnLoop() throws -> HostExit {
    let loop = try UVLoop()
    defer { loop.close() }
    let pool = OffloadPool()
    defer { pool.shutdown() }
    let groups = GroupThreads()
    defer { groups.endAll() }
    var options = HostOptions()
    options.threadsForGroups = command.threads == .groups
    options.makeLogHandler = sinks.makeHandler
    let host = Host(
      extensions: extensions, loop: loop, loops: groups, offloading: pool, seed: .random(in: .min ... .max), options: options)
    let reporter = SessionReporter(surroundings: surroundings, json: command.json, graph: graph, session: command.session, host: host)
    let watchdog = try makeWatchdog(host, reporter)
    defer { watchdog.stop() }
    let signals = try surroundings.ownsProcess ? StopSignals(loop, reporter) : nil
    defer { signals?.close() }
    let session = try host.start(graph, request, name: command.session, onEvent: { reporter.show($0) })
    signals?.session = session
    if let limit = command.limit {
      _ = loop.after(UInt64(limit.milliseconds) * 1_000_000) {
        session.requestStop(EndReason(.expired, detail: "the time given by --for is over"))
      }
    }
    let ticker = Ticker(loop, session, reporter)
    let outcome = Outcome()
    _ = Task(executorPreference: loop) {
      outcome.record = await session.ended()
      loop.stop()
    }
    loop.run()
    ticker.stop()
    guard let record = outcome.record else { return .sessionFailed }
    reporter.show(record)
    return Self.status(of: record)
  }

  /// Handed from the loop to the code that ran it, on one thread.
  private final class Outcome: @unchecked Sendable {
    // @unchecked: protected by the loop's thread, which is the one that runs it.
    var record: EndRecord?
  }

  private func makeWatchdog(_ host: Host, _ reporter: SessionReporter) throws -> Watchdog {
    var limits = BlockLimits()
    if let limit = command.blockLimit { limits = BlockLimits(report: min(limits.report, limit.milliseconds), block: limit.milliseconds) }
    let output = surroundings.output
    let ownsProcess = surroundings.ownsProcess
    return try Watchdog(host, limits: limits, onStall: { reporter.show($0) }) { records in
      for record in records { reporter.show(record) }
      guard ownsProcess else { return }
      output.finish()
      _exit(HostExit.blocked.rawValue)
    }
  }

  static func status(of record: EndRecord) -> HostExit {
    switch record.reason.code {
    case .blocked: .blocked
    case .startFailed: .startRefused
    case .nodeFailed, .crashed, .overLimit, .abandoned: .sessionFailed
    case .stopped, .finished, .signal, .expired, .idle: record.audit.isEmpty ? .ok : .sessionFailed
    }
  }
}
