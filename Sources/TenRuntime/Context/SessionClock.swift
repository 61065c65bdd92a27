internal import TenCore

/// Time on a loop: monotonic, in nanoseconds since an arbitrary instant; virtual on a virtual loop.
public struct SessionClock: Sendable {
  let loop: EventLoop

  /// The loop's time. Read once per turn of the loop, so that reading it here costs nothing.
  public var now: Duration { .nanoseconds(Int64(clamping: loop.now)) }

  /// Time since 1970 by the wall clock, for time stamps and tokens; it may jump, so nothing is measured with it. Virtual on a virtual loop.
  public var unixTime: Duration { .nanoseconds(Int64(clamping: loop.unixTime)) }

  /// Suspends for `duration`. To be called from a task of the loop, which every handler is.
  /// - Throws: `CancellationError` as soon as the task is cancelled.
  public func sleep(for duration: Duration) async throws(CancellationError) { try await sleep(untilNanoseconds: loop.now &+ duration.nanoseconds) }

  /// Suspends until `deadline`. Periodic work uses absolute deadlines, so that it does not drift.
  public func sleep(until deadline: Duration) async throws(CancellationError) { try await sleep(untilNanoseconds: deadline.nanoseconds) }

  private func sleep(untilNanoseconds deadline: UInt64) async throws(CancellationError) {
    if Task.isCancelled { throw CancellationError() }
    let nap = Nap(loop: loop)
    let woken = await withTaskCancellationHandler {
      await withUnsafeContinuation { nap.begin(until: deadline, $0) }
    } onCancel: {
      loop.post { nap.end(byTimer: false) }
    }
    if !woken { throw CancellationError() }
  }
}

/// One sleep: ended by its timer, or by cancellation before. Confined to the loop.
private final class Nap: @unchecked Sendable {
  // @unchecked: protected by the loop.
  private let loop: EventLoop
  private var timer = TimerID.none
  private var continuation: UnsafeContinuation<Bool, Never>?
  private var isCancelled = false

  init(loop: EventLoop) { self.loop = loop }

  func begin(until deadline: UInt64, _ continuation: UnsafeContinuation<Bool, Never>) {
    guard !isCancelled else { return continuation.resume(returning: false) }
    self.continuation = continuation
    timer = loop.at(deadline) { self.end(byTimer: true) }
  }

  func end(byTimer: Bool) {
    if !byTimer {
      isCancelled = true
      loop.cancel(timer)
    }
    let waiting = continuation
    continuation = nil
    waiting?.resume(returning: byTimer)
  }
}
