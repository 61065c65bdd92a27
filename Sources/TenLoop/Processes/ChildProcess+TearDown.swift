internal import Glibc
internal import TenCore

/// One step of ending a child: a signal, and how long to wait for the end before the next step.
public struct TearDownStep: Sendable, Hashable {
  public var signal: CInt
  public var milliseconds: Int
  /// Whether the child's whole group gets the signal, where it has one of its own.
  public var toGroup: Bool

  public init(signal: CInt, milliseconds: Int, toGroup: Bool = false) {
    self.signal = signal
    self.milliseconds = milliseconds
    self.toGroup = toGroup
  }

  /// Asks politely and waits.
  public static func terminate(milliseconds: Int) -> Self { TearDownStep(signal: SIGTERM, milliseconds: milliseconds) }
}

extension ChildProcess {
  /// Ends the child step by step, and with `SIGKILL` (to its group, when it has one) after the last of them; closes it and tells how it ended.
  ///
  /// Goes through to the end when the calling task is cancelled. Takes at most the sum of the steps and two seconds.
  public func tearDown(_ steps: [TearDownStep] = [.terminate(milliseconds: 3000)]) async -> ChildExit {
    let exit = await withCheckedContinuation { continuation in
      TearDown(handle, steps) { continuation.resume(returning: $0) }.next()
    }
    close()
    return exit
  }
}

/// A tear-down at work, driven by the timers of the loop and the end of the child.
private final class TearDown {
  private let handle: ProcessHandle
  private var steps: ArraySlice<TearDownStep>
  private var timer = TimerID.none
  private var done: ((ChildExit) -> Void)?

  init(_ handle: ProcessHandle, _ steps: [TearDownStep], _ done: @escaping (ChildExit) -> Void) {
    self.handle = handle
    self.steps = steps[...]
    self.done = done
    handle.whenEnded { self.end($0) }
  }

  func next() {
    guard done != nil else { return }
    guard let step = steps.popFirst() else {
      handle.giveUp()
      timer = handle.loop.after(2_000_000_000) { self.handle.forget() }
      return
    }
    // A child that has just ended gets no signal; its end is about to be told.
    try? handle.kill(step.signal, group: step.toGroup && handle.ownGroup)
    timer = handle.loop.after(UInt64(max(0, step.milliseconds)) * 1_000_000) { self.next() }
  }

  private func end(_ exit: ChildExit) {
    handle.loop.cancel(timer)
    handle.giveUp()
    done?(exit)
    done = nil
  }
}
