public import TenCore

/// An event loop for tests: its clock moves only when nothing is ready, and a seed chooses among what is.
///
/// The sibling of `UVLoop`, without threads, descriptors or real time: an hour of a session takes no longer than its work. The seed chooses among ready tasks
/// and nodes, and whether a send may deliver directly; it never changes the order of one lane or of one task's jobs. Seed 0 is first come, first served, with
/// direct delivery: what a real loop does.
///
/// Task groups, `async let`, continuations and `AsyncStream` are deterministic on it. What hops off the loop is not: a job that another thread enqueues is
/// refused, and `run` fails with it.
public final class VirtualLoop: EventLoop, @unchecked Sendable {
  // @unchecked: confined to the thread that drives it.
  public let seed: UInt64
  private var time: UInt64 = 1_000_000_000 { didSet { hot.pointee.milliseconds = time / 1_000_000 } }
  private var choice: SplitMix
  /// Pieces of work that were run.
  public private(set) var steps = 0

  /// More pieces of work than any test needs: a loop that runs so many without an end hangs.
  public var maximumSteps = 10_000_000

  public init(seed: UInt64 = 0) {
    self.seed = seed
    choice = SplitMix(state: seed)
    super.init()
    hot.pointee.milliseconds = time / 1_000_000
    hot.pointee.isAlwaysDirect = seed == 0
    adopt()
  }

  public override var now: UInt64 { time }

  /// The virtual clock began on 14 November 2023, at 22:13:19 UTC.
  public override var unixTime: UInt64 { 1_699_999_999_000_000_000 + time }

  public override var allowsDirectDelivery: Bool { choice.next() & 1 == 0 }
  public override var acceptsRemoteWork: Bool { false }

  public override func refuseRemoteWork() {
    preconditionFailure(
      "a job was enqueued on a virtual loop by another thread: something in the test left the loop (Task.detached, @MainActor, Dispatch, Task.sleep)")
  }

  /// Runs `body` as a task of a new loop, on the calling thread, until it returns, and what is left of work and timers after it.
  /// - Throws: what `body` throws; `DeadLoop` when nothing is ready, no timer is armed, and `body` has not returned.
  public static func run<R: Sendable>(seed: UInt64 = 0, _ body: @escaping @Sendable (VirtualLoop) async throws -> R) throws -> R {
    let loop = VirtualLoop(seed: seed)
    let outcome = Outcome<R>()
    defer { loop.waiting = [] }
    let task = Task(executorPreference: loop) {
      do {
        outcome.result = .success(try await body(loop))
      } catch {
        outcome.result = .failure(error)
      }
    }
    while outcome.result == nil, loop.step() {}
    guard let result = outcome.result else {
      task.cancel()
      throw DeadLoop(seed: seed, steps: loop.steps, isBusy: loop.steps >= loop.maximumSteps, waits: loop.waiting.flatMap { $0() })
    }
    // A test that failed may have left a session that ticks for ever: only what ended well is run to its end.
    let value = try result.get()
    loop.drain()
    return value
  }

  /// Runs all that is ready, and every timer that is armed, until nothing is left.
  public func drain() {
    while step() {}
  }

  /// Moves the clock on by `duration`, running what becomes ready on the way.
  public func advance(by duration: Duration) {
    let end = time &+ duration.nanoseconds
    var isOver = false
    _ = at(end) { isOver = true }
    while !isOver, step() {}
  }

  /// Whoever can say what waits for what when the loop is dead.
  package var waiting: [() -> [String]] = []

  /// Calls `call` once between two pieces of work: as soon as `step` of them were run.
  package func atStep(_ step: Int, _ call: @escaping () -> Void) { between = (step, call) }

  private var between: (step: Int, call: () -> Void)?

  /// Runs one piece of work, or moves the clock on to the next timer.
  /// - Returns: false when there is neither.
  private func step() -> Bool {
    guard steps < maximumSteps else { return false }
    if let between, steps >= between.step {
      self.between = nil
      between.call()
    }
    if let work = next() {
      steps += 1
      run(work)
      return true
    }
    guard let deadline = hot.pointee.timers.next else { return false }
    time = max(time, deadline)
    steps += 1
    fireTimers()
    return true
  }

  private func next() -> Work? {
    let count = hot.pointee.ready.count
    guard count > 1, seed != 0 else { return hot.pointee.ready.popFirst() }
    let offset = Int(choice.next() % UInt64(count))
    guard let calls = hot.pointee.ready.firstCall, hot.pointee.ready.isCall(at: offset) else { return hot.pointee.ready.remove(at: offset) }
    return hot.pointee.ready.remove(at: calls)
  }

  private final class Outcome<R: Sendable>: @unchecked Sendable {
    // @unchecked: confined to the thread that drives the loop.
    var result: Result<R, any Error>?
  }
}

/// A virtual loop on which nothing will ever happen again, while something was awaited: a deadlock, found.
public struct DeadLoop: Error, CustomStringConvertible {
  public let seed: UInt64
  public let steps: Int
  /// Whether there was more to do: the loop did not stand still, it went on without an end.
  public let isBusy: Bool
  /// What waits for what, as far as sessions know.
  public let waits: [String]

  public var description: String {
    (isBusy ? "there is work without an end" : "nothing is ready and no timer is armed")
      + " after \(steps) steps (seed \(seed)), and the test has not returned"
      + (waits.isEmpty ? "" : ": " + waits.joined(separator: "; "))
  }
}

/// A small random number generator whose numbers depend on the seed alone.
public struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
