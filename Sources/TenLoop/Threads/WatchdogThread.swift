internal import TenCore

/// A thread that calls a closure at a steady pace while it is enabled, and is parked otherwise. It sees what a blocked loop no longer can; a loop that
/// moves puts the next call off, which wakes no thread.
///
/// All calls may come from any thread, but for `stop` inside of the closure. Must be stopped.
package final class WatchdogThread: Sendable {
  private final class Pace: Sendable {
    private struct State {
      var isEnabled = false
      var isStopped = false
    }

    private let state = Locked(State())
    private let alarm: Alarm
    let interval: UInt64

    init(_ interval: UInt64) throws(UVError) {
      alarm = try Alarm()
      self.interval = interval
    }

    deinit { alarm.close() }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    func enable(_ isEnabled: Bool) {
      state.withLock { state in
        guard state.isEnabled != isEnabled, !state.isStopped else { return }
        state.isEnabled = isEnabled
        alarm.set(isEnabled ? interval : 0)
      }
    }

    /// Lets the next call come after so many nanoseconds.
    /// - Returns: whether calls are enabled.
    @discardableResult
    func next(after nanoseconds: UInt64) -> Bool {
      state.withLock { state in
        guard state.isEnabled, !state.isStopped else { return false }
        alarm.set(nanoseconds)
        return true
      }
    }

    /// - Returns: whether it is the first time.
    func stop() -> Bool {
      state.withLock { state in
        defer { state.isStopped = true }
        alarm.set(1)
        return !state.isStopped
      }
    }

    /// Waits for the next call. - Returns: false when the thread is to end.
    func waitForNext() -> Bool {
      while true {
        alarm.wait()
        let (isEnabled, isStopped) = state.withLock { ($0.isEnabled, $0.isStopped) }
        if isStopped { return false }
        if isEnabled { return true }
      }
    }
  }

  private let pace: Pace
  private let thread: SystemThread

  /// - Parameters:
  ///   - interval: nanoseconds between two calls, 10 a second unless told.
  ///   - tick: tells whether it is to be called again by itself, and not only once `putOff` has been called.
  package init(name: String = "watchdog", interval: UInt64 = 100_000_000, _ tick: @escaping @Sendable () -> Bool) throws(UVError) {
    let pace = try Pace(interval)
    self.pace = pace
    thread = try SystemThread(name: name) {
      while pace.waitForNext() {
        if tick() { pace.next(after: pace.interval) }
      }
    }
  }

  deinit { assert(pace.isStopped, "a watchdog's thread was let go without stop()") }

  package func enable() { pace.enable(true) }

  /// A call that runs now may still end after this returns.
  package func disable() { pace.enable(false) }

  /// The next call comes in one and a half intervals, unless this is called again before: whoever does so once an interval keeps it away.
  /// - Returns: whether calls are enabled.
  package func putOff() -> Bool { pace.next(after: pace.interval / 2 * 3) }

  /// Ends the thread and waits for it; the closure is not called again.
  package func stop() {
    precondition(!SystemThread.isCurrent(thread), "a watchdog's thread cannot wait for its own end")
    if pace.stop() { thread.join() }
  }
}
