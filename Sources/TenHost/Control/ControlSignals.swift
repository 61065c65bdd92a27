internal import Glibc
internal import TenCore
internal import TenLoop

/// The first SIGINT or SIGTERM ends the session in good order, a second one ends the process. On the loop's thread.
final class ControlSignals {
  private var sources: [SignalSource] = []
  private var isStopping = false

  init(_ loop: UVLoop, _ control: HostControl) throws {
    for (number, name, status) in [(SIGINT, "SIGINT", HostExit.interrupted), (SIGTERM, "SIGTERM", .terminated)] {
      let source = try SignalSource(loop, signal: number) { [unowned self] in
        if isStopping { _exit(status.rawValue) }
        isStopping = true
        control.stop(EndReason(.signal, detail: name))
      }
      sources.append(source)
    }
  }

  func close() {
    for source in sources { source.close() }
  }
}
