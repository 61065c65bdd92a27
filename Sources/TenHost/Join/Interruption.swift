internal import Glibc
internal import TenLoop

/// The first SIGINT or SIGTERM calls a closure, a second one ends the process. On the loop's thread; must be closed.
final class Interruption {
  private var sources: [SignalSource] = []
  private var hasCome = false

  init(_ loop: UVLoop, _ surroundings: Surroundings, _ callback: @escaping () -> Void) throws {
    guard surroundings.ownsProcess else { return }
    for (number, status) in [(SIGINT, HostExit.interrupted), (SIGTERM, .terminated)] {
      let source = try SignalSource(loop, signal: number) { [unowned self] in
        guard !hasCome else {
          surroundings.output.finish()
          _exit(status.rawValue)
        }
        hasCome = true
        callback()
      }
      sources.append(source)
    }
  }

  func close() {
    for source in sources { source.close() }
  }
}
