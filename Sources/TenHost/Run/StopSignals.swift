internal import Glibc
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// The first SIGINT or SIGTERM stops the session in good order, a second one ends the process. On the loop's thread.
final class StopSignals {
  private var sources: [SignalSource] = []
  private var isStopping = false

  init(_ loop: UVLoop, _ session: Session, _ reporter: SessionReporter) throws {
    for (number, name, status) in [(SIGINT, "SIGINT", HostExit.interrupted), (SIGTERM, "SIGTERM", .terminated)] {
      let source = try SignalSource(loop, signal: number) { [unowned self] in
        guard !isStopping else {
          reporter.showEndedAtOnce(name)
          _exit(status.rawValue)
        }
        isStopping = true
        reporter.showStopping(name)
        session.requestStop(EndReason(.signal, detail: name))
      }
      sources.append(source)
    }
  }

  func close() {
    for source in sources { source.close() }
  }
}
