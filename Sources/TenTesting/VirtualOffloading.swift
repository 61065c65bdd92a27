public import TenCore

/// Runs offloaded work on the virtual loop itself, at a virtual time that the seed chooses (0 to 5 ms from now). Confined to the loop.
public final class VirtualOffloading: Offloading, @unchecked Sendable {
  // @unchecked: confined to the virtual loop.
  private var choice: SplitMix
  private var last: UInt64 = 0
  private var waiting: [OffloadID: (timer: TimerID, loop: EventLoop, finished: @Sendable (OffloadOutcome) -> Void)] = [:]

  public init(seed: UInt64) { choice = SplitMix(state: seed &+ 1) }

  public func submit(
    on loop: EventLoop, _ work: @escaping @Sendable () -> Void, finished: @escaping @Sendable (OffloadOutcome) -> Void
  ) throws(OffloadError) -> OffloadID {
    last += 1
    let id = OffloadID(rawValue: last)
    let timer = loop.after(choice.next() % 5_000_000) { [self] in
      waiting[id] = nil
      work()
      finished(.done)
    }
    waiting[id] = (timer, loop, finished)
    return id
  }

  public func cancel(_ id: OffloadID) {
    guard let work = waiting.removeValue(forKey: id) else { return }
    work.loop.cancel(work.timer)
    work.finished(.cancelled)
  }
}
