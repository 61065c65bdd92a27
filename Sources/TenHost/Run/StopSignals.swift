internal import Glibc
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// The first SIGINT or SIGTERM stops the session in good order, a second one ends the process. On the loop's thread.
final class StopSignals {
  private var sources: [SignalSource] = []
  private var isStopping = false
  /// Set as soon as there is one: a signal may come while its nodes are made.
  var session: Session? {
    didSet { if let name = waiting { stop(name) } }
  }
  private var waiting: String?

  /// To be made before the session is started.
  init(_ loop: UVLoop, _ reporter: SessionReporter) throws {
    for (number, name, status) in [(SIGINT, "SIGINT", HostExit.interrupted), (SIGTERM, "SIGTERM", .terminated)] {
      let source = try SignalSource(loop, signal: number) { [unowned self] in
        guard !isStopping else {
          reporter.showEndedAtOnce(name)
          _exit(status.rawValue)
        }
        isStopping = true
        reporter.showStopping(name)
        stop(name)
      }
      sources.append(source)
    }
  }

  private func stop(_ name: String) {
    waiting = name
    session?.requestStop(EndReason(.signal, detail: name))
  }

  func close() {
    for source in sources { source.close() }
  }
}
