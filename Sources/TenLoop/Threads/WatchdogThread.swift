/// A thread that calls a closure at a steady pace while it is enabled, and is parked otherwise. It sees what a blocked loop no longer can.
///
/// All calls may come from any thread, but for `stop` inside of the closure. Must be stopped.
package final class WatchdogThread: Sendable {
  private struct State {
    var isEnabled = false
    var isStopped = false
  }

  private let monitor = Monitor(State())
  private let thread: SystemThread

  /// - Parameter interval: nanoseconds between two calls, 10 a second unless told.
  package init(name: String = "watchdog", interval: UInt64 = 100_000_000, _ tick: @escaping @Sendable () -> Void) throws(UVError) {
    thread = try SystemThread(name: name) { [monitor] in
      while Self.waitForNext(monitor, interval) { tick() }
    }
  }

  deinit { assert(monitor.read { $0.isStopped }, "a watchdog's thread was let go without stop()") }

  package func enable() { monitor.update { $0.isEnabled = true } }

  /// A call that runs now may still end after this returns.
  package func disable() { monitor.update { $0.isEnabled = false } }

  /// Ends the thread and waits for it; the closure is not called again.
  package func stop() {
    precondition(!SystemThread.isCurrent(thread), "a watchdog's thread cannot wait for its own end")
    let isFirst = monitor.update { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    if isFirst { thread.join() }
  }

  /// Waits a full interval of being enabled. - Returns: false when the thread is to end.
  private static func waitForNext(_ monitor: Monitor<State>, _ interval: UInt64) -> Bool {
    while true {
      let isStopped = monitor.wait { state in state.isStopped || state.isEnabled ? state.isStopped : nil }
      guard isStopped == false else { return false }
      let interruption = monitor.wait(until: UV.hrtime() + interval) { state in state.isStopped || !state.isEnabled ? state.isStopped : nil }
      guard let interruption else { return true }
      if interruption { return false }
    }
  }
}
