public import TenCore
internal import Glibc
internal import Synchronization

/// The event loop of a host, on libuv: runs the jobs of its actors and tasks, timers, sockets, pipes, signals and children on one thread.
///
/// Unlike the virtual loop of the tests its clock is the system's, and other threads may hand in work. The thread that makes a loop owns it until
/// another calls `run`. `stop`, `enqueue` and `isOnLoop` may be used on any thread, all else on the loop's own. A loop must be closed.
public final class UVLoop: EventLoop, @unchecked Sendable {
  // @unchecked: `memory`, `state` and `handles` are protected by the loop's thread, `door` is a mutex, the rest is atomic.

  struct State {
    var time: UInt64 = 0
    var isTimeOld = true
    /// libuv's turn at hand may wait.
    var mayWait = false
    /// It does: `beforeWait` has run, and no callback since.
    var waits = false
    /// When the timer of libuv is set to fire, in milliseconds of its clock.
    var armed: UInt64?
    var beat: (() -> Void)?
    /// In milliseconds of libuv's clock.
    var beatInterval: UInt64 = 0
    var nextBeat = UInt64.max
    var isClosed = false
  }

  let memory: LoopMemory
  let state: UnsafeMutablePointer<State>
  private let spin: UInt64
  private let isStopping = Atomic<Bool>(false)
  /// The loop waits, or is about to: only then does work from elsewhere cost a system call.
  private let isWaiting = Atomic<Bool>(false)
  private let sent = Atomic<UInt64>(0)
  /// Whether the wake-up may be used: libuv lets a wake-up race neither the closing of its handle nor that of the loop.
  private let door = Locked(true)
  /// Open handles by their address; keeps each alive until its close callback.
  var handles: [UnsafeMutableRawPointer: UVHandle] = [:]
  /// Where libuv puts what it reads; taken over in the callback.
  private(set) lazy var scratch: UnsafeMutableRawBufferPointer = {
    hasScratch = true
    return .allocate(byteCount: 65_536, alignment: 16)
  }()
  private var hasScratch = false
  /// Look-ups of names that are under way.
  var lookUps = 0
  private var kept: [AnyObject] = []

  /// - Parameter spin: how many microseconds to look for work from other threads before waiting; takes a processor's time, and saves that of waking up.
  public init(spin: Int = 0) throws(UVError) {
    memory = try LoopMemory()
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    self.spin = UInt64(max(0, spin)) * 1000
    super.init()
    memory.attach(self)
    hot.pointee.milliseconds = memory.milliseconds
    adopt()
    // A session may be started before the loop runs: what blocks it then must be seen, too.
    activity.wait(false)
  }

  deinit {
    assert(state.pointee.isClosed, "an event loop was let go without close()")
    if hasScratch { scratch.deallocate() }
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Nanoseconds of the monotonic clock, looked at once a turn of the loop and after each wait.
  public override var now: UInt64 {
    if state.pointee.isTimeOld {
      state.pointee.time = UV.hrtime()
      state.pointee.isTimeOld = false
    }
    return state.pointee.time
  }

  public override var unixTime: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// How often another thread had to wake the loop.
  package var wakeUps: UInt64 { sent.load(ordering: .relaxed) }

  /// libuv's loop, for a library that brings its own handles; each of its callbacks begins with `beginCallback`.
  package var raw: UnsafeMutableRawPointer { memory.raw }

  /// Keeps an object until the loop is gone: libraries call it back while the loop closes.
  package func keep(_ object: AnyObject) { kept.append(object) }

  /// What is not safe from other threads begins with this.
  func requireThread(function: StaticString = #function) {
    precondition(isOnLoop, "\(function) of an event loop or of its handles was called on another thread; post the call to the loop")
  }

  public override func readClock() -> UInt64 {
    state.pointee.isTimeOld = true
    return now
  }

  public override func wake() {
    guard isWaiting.exchange(false, ordering: .acquiringAndReleasing) else { return }
    sent.add(1, ordering: .relaxed)
    door.withLock { if $0 { memory.send() } }
  }

  /// Binds the loop to the calling thread and runs it until `stop`. Work that is left then stays for the next call.
  public func run() {
    adopt()
    while !isStopping.load(ordering: .acquiring) { turn { !self.isStopping.load(ordering: .acquiring) } }
    isStopping.store(false, ordering: .relaxed)
    activity.wait(true)
  }

  /// Runs until `condition` holds, which is looked at twice a turn: something of the loop must bring it about. For tests, measurements and tools.
  /// `stop` ends it too.
  package func run(until condition: () -> Bool) {
    adopt()
    while !condition(), !isStopping.exchange(false, ordering: .acquiring) { turn { !condition() } }
    activity.wait(true)
  }

  /// Ends `run`, now or the one to come. From any thread.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    wake()
  }

  private static let slice = 256

  /// Does a slice of what is ready, then gives libuv its turn, which waits when nothing is ready and `mayWait` says so.
  func turn(_ mayWait: () -> Bool) {
    state.pointee.isTimeOld = true
    activity.wait(false)
    if hot.pointee.milliseconds >= state.pointee.nextBeat { beat() }
    fireTimers()
    var left = Self.slice
    var spinEnd: UInt64?
    repeat {
      takeRemote()
      while left > 0, let work = hot.pointee.ready.popFirst() {
        run(work)
        left -= 1
      }
      left -= 1
    } while left > 0 && (hasReady || (spin > 0 && mayWait() && spinFindsWork(&spinEnd)))
    state.pointee.mayWait = !hasReady && !hasDueTimer && mayWait()
    memory.run(waiting: state.pointee.mayWait)
    endWait()
    hot.pointee.milliseconds = memory.milliseconds
  }

  public override func onBeat(every milliseconds: UInt64, _ beat: (() -> Void)?) -> Bool {
    requireThread()
    state.pointee.beat = beat
    state.pointee.beatInterval = milliseconds
    state.pointee.nextBeat = beat == nil ? .max : 0
    return true
  }

  private func beat() {
    state.pointee.nextBeat = hot.pointee.milliseconds + state.pointee.beatInterval
    activity.begin()
    state.pointee.beat?()
  }

  /// A timer armed for this moment while the others fired: it is next, without the wait of up to a millisecond that libuv's clock would cost.
  private var hasDueTimer: Bool {
    guard let next = hot.pointee.timers.next else { return false }
    return next <= now
  }

  /// Looks for work from other threads, for the time allowed in one turn.
  private func spinFindsWork(_ end: inout UInt64?) -> Bool {
    let limit = end ?? UV.hrtime() + spin
    end = limit
    while UV.hrtime() < limit {
      for _ in 0..<64 where hasReady { return true }
      // The thread that is to answer may have been put on this processor.
      sched_yield()
    }
    return false
  }

  /// libuv's last step before it may wait; timers of other libraries, which may have made work, have run.
  func beforeWait() {
    guard state.pointee.mayWait else { return }
    armTimer()
    state.pointee.waits = true
    activity.wait(true)
    // An exchange here and in `wake`: one of the two comes second and sees what the other did.
    _ = isWaiting.exchange(true, ordering: .acquiringAndReleasing)
    if hasReady || isStopping.load(ordering: .acquiring) {
      endWait()
      memory.skipWait()
    }
  }

  /// To be called first in each callback of a library on this loop: the wait is over, and the time has moved on.
  package func beginCallback() {
    endWait()
    activity.begin()
  }

  private func endWait() {
    guard state.pointee.waits else { return }
    state.pointee.waits = false
    state.pointee.isTimeOld = true
    hot.pointee.milliseconds = memory.milliseconds
    isWaiting.store(false, ordering: .relaxed)
    activity.wait(false)
  }

  func shutDoor() {
    door.withLock {
      $0 = false
      memory.closeOwnHandles()
    }
  }

  private func armTimer() {
    guard let deadline = hot.pointee.timers.next else {
      if state.pointee.armed != nil { memory.disarm() }
      state.pointee.armed = nil
      return
    }
    // Rounded up, so that it is due when libuv, which counts whole milliseconds, says so.
    let milliseconds = deadline / 1_000_000 + (deadline % 1_000_000 == 0 ? 0 : 1)
    guard state.pointee.armed != milliseconds else { return }
    memory.arm(at: milliseconds)
    state.pointee.armed = milliseconds
  }

  func timerHasFired() {
    state.pointee.armed = nil
    beginCallback()
  }
}
