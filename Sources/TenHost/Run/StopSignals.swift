internal import Glibc
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// The first SIGINT or SIGTERM stops the session in good order, a second one ends the process. On the loop's thread.
final class StopSignals {
  private var sources: [SignalSource] = []
  private var isStopping = false
  /// What to stop; signals that come before there is one stop it when it is set.
  var session: Session? {
    didSet { if let reason { session?.requestStop(reason) } }
  }
  private var reason: EndReason?

  init(_ loop: UVLoop, _ reporter: SessionReporter) throws {
    for (number, name, status) in [(SIGINT, "SIGINT", HostExit.interrupted), (SIGTERM, "SIGTERM", .terminated)] {
      let source = try SignalSource(loop, signal: number) { [unowned self] in
        guard !isStopping else {
          reporter.showEndedAtOnce(name)
          _exit(status.rawValue)
        }
        isStopping = true
        reporter.showStopping(name)
        let reason = EndReason(.signal, detail: name)
        self.reason = reason
        session?.requestStop(reason)
      }
      sources.append(source)
    }
  }

  func close() {
    for source in sources { source.close() }
  }
}
