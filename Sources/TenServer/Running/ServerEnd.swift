internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import TenSupervisor

/// Serves until a signal, and then ends as the signal says.
struct ServerEnd {
  let server: HTTPServer
  let supervisor: Supervisor
  let housekeeping: Housekeeping
  let logger: Logger
  /// Seconds that requests at work may take after a signal.
  var answerSeconds: Int64 = 5

  func wait(for signals: ServerSignals) async -> ServerExit {
    await withTaskGroup(of: Void.self, returning: ServerExit.self) { [server, logger] group in
      group.addTask {
        do {
          try await server.run()
        } catch {
          guard !Task.isCancelled else { return }
          // A process that hears nobody helps nobody: the next one takes its sessions over.
          logger.critical("the server accepts no more connections: \(error)")
          _exit(ServerExit.failed.rawValue)
        }
      }
      group.addTask { [housekeeping] in await housekeeping.run() }
      guard let first = await Self.next(of: signals.signals) else { return .failed }
      let stream = signals.signals
      group.addTask {
        guard let second = await Self.next(of: stream) else { return }
        _exit(second == .end ? ServerExit.interrupted.rawValue : ServerExit.terminated.rawValue)
      }
      await end(first)
      // What is left are connections of clients that do not let go, the wait for another signal, and the housekeeping.
      group.cancelAll()
      return .ok
    }
  }

  private func end(_ signal: ServerSignals.Signal) async {
    switch signal {
    case .leave: logger.info("SIGTERM: ending; sessions run on in their hosts for the next server")
    case .end: logger.info("SIGINT: ending all sessions")
    case .handOver:
      logger.info("SIGUSR2: handing over to the next server")
      // Connections go to the next server by now; those that wait at this one's socket are taken first.
      try? await ContinuousClock().sleep(for: .milliseconds(100))
    }
    await server.stop(within: answerSeconds)
    await supervisor.shutdown(keepingHosts: signal != .end)
  }

  private static func next(of signals: AsyncStream<ServerSignals.Signal>) async -> ServerSignals.Signal? {
    for await signal in signals { return signal }
    return nil
  }
}
