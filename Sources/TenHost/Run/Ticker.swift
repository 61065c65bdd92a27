internal import TenCore
internal import TenLoop
internal import TenRuntime

/// Four times a second while a session runs: shows the counters on a terminal, tries again what nobody has read yet, and ends the session when nobody
/// ever will. On the loop's thread.
final class Ticker {
  private static let interval: UInt64 = 250_000_000

  private let loop: UVLoop
  private let session: Session
  private let reporter: SessionReporter
  private var timer = TimerID.none
  private var isStopped = false

  init(_ loop: UVLoop, _ session: Session, _ reporter: SessionReporter) {
    self.loop = loop
    self.session = session
    self.reporter = reporter
    arm()
  }

  func stop() {
    isStopped = true
    loop.cancel(timer)
    reporter.hideCounters()
  }

  private func arm() {
    timer = loop.after(Self.interval) { [unowned self] in tick() }
  }

  private func tick() {
    guard !isStopped else { return }
    if reporter.isLive {
      let reporter = reporter
      session.totals { reporter.show($0) }
    }
    if reporter.retry() { session.requestStop(EndReason(.stopped, detail: "standard output was closed by its reader")) }
    arm()
  }
}
