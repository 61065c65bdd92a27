internal import TenCore
internal import TenLoop

/// Runs one task on a loop of its own, with output that nobody's reading holds up.
enum LoopProgram {
  static func run(_ surroundings: Surroundings, _ body: @escaping @Sendable (UVLoop, Stop) async -> HostExit) throws -> HostExit {
    let loop = try UVLoop()
    defer { loop.close() }
    let stop = Stop()
    let signals = try Interruption(loop, surroundings) { stop.stop() }
    defer { signals.close() }
    let outcome = Outcome()
    retry(loop, surroundings.output, stop, outcome)
    _ = Task(executorPreference: loop) {
      outcome.status = await body(loop, stop)
      loop.stop()
    }
    loop.run()
    loop.cancel(outcome.ticker)
    return outcome.status
  }

  private static func retry(_ loop: UVLoop, _ output: Outlet, _ stop: Stop, _ outcome: Outcome) {
    output.retry()
    if output.isBroken { stop.stop() }
    outcome.ticker = loop.after(100_000_000) { retry(loop, output, stop, outcome) }
  }

  private final class Outcome: @unchecked Sendable {
    // @unchecked: protected by the loop's thread, which is the one that runs it.
    var status = HostExit.sessionFailed
    var ticker = TimerID.none
  }

  /// The wish to end. On the loop's thread.
  final class Stop: @unchecked Sendable {
    // @unchecked: protected by the loop's thread.
    private(set) var isStopped = false
    private var waiting: UnsafeContinuation<Void, Never>?

    func stop() {
      isStopped = true
      let waiter = waiting
      waiting = nil
      waiter?.resume()
    }

    /// Waits until `stop`; for one task.
    func wait() async {
      guard !isStopped else { return }
      await withUnsafeContinuation { continuation in
        // The stop may have come on the way here.
        if isStopped { continuation.resume() } else { waiting = continuation }
      }
    }
  }
}
