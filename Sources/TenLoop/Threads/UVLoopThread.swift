internal import TenCore

/// A loop on a thread of its own: a group that asks for one, or the other side of a measurement.
///
/// Must be ended by `stopAndJoin`, from another thread. All may be used from any thread.
public final class UVLoopThread: Sendable {
  public let loop: UVLoop
  private let thread: SystemThread
  private let isRunning = Monitor(true)

  /// - Parameter name: of the thread; the system keeps 15 bytes.
  public init(name: String, spin: Int = 0) throws(UVError) {
    let loop = try UVLoop(spin: spin)
    loop.abandon()
    do throws(UVError) {
      thread = try SystemThread(name: name) {
        loop.run()
        loop.close()
        loop.abandon()
      }
    } catch {
      loop.adopt()
      loop.close()
      throw error
    }
    self.loop = loop
  }

  deinit { assert(!isRunning.read { $0 }, "the thread of a loop was let go without stopAndJoin()") }

  /// Stops the loop, closes it on its thread and waits for the thread to end: at most for the work in hand and a second.
  public func stopAndJoin() {
    precondition(!loop.isOnLoop, "a loop's thread cannot wait for its own end")
    let isFirst = isRunning.update { running in
      defer { running = false }
      return running
    }
    guard isFirst else { return }
    loop.stop()
    thread.join()
  }
}

extension UVLoop {
  /// Makes a loop that runs on a new thread.
  public static func onThread(name: String, spin: Int = 0) throws(UVError) -> UVLoopThread { try UVLoopThread(name: name, spin: spin) }
}
