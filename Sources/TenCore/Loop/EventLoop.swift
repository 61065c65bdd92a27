internal import Glibc
internal import Synchronization

/// A single-threaded executor: all nodes of a group, their tasks, timers and messages run on one. `UVLoop` is the real one, `VirtualLoop` the one for tests.
///
/// It is a serial executor (a node's `unownedExecutor`) and a task executor (the preference of every task of the runtime), and runs each job with both
/// identities, so that a continuation or a call of another actor of the loop needs no second enqueue.
///
/// Threading: `enqueue`, `post` and `isOnLoop` may be called from any thread, everything else on the loop's own. Sub-classes give the clock and the wait.
open class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  // @unchecked: `hot` is protected by the loop's thread, `remote` by its lock; what is in `shared` is atomic.

  /// What is ready to run: a job of a task, or a node whose inbox is not empty.
  package enum Work {
    case job(UnownedJob)
    case inbox(Unmanaged<LoopWork>)
    case call(() -> Void)
  }

  /// What other threads may look at: in memory of its own, so that looking is no access of what the loop changes.
  package struct Shared: ~Copyable {
    /// The thread that runs the loop, as `pthread_self` names it; 0 for none.
    let owner = Atomic<UInt>(0)
    /// What the loop is at, for the watchdog.
    package fileprivate(set) var activity = LoopActivity()

    /// Whether the caller runs on the loop's thread.
    @inline(__always)
    package var isOnLoop: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }
  }

  package struct Hot: ~Copyable {
    package var ready = WorkQueue()
    package var timers = TimerQueue()
    /// Set while a worker is started: the job that starting it enqueues is caught, to be run at once.
    package var isCapturing = false
    package var captured: UnownedJob?
    /// What the work in hand has to hand over when it ends.
    package var flushes: [LoopFlush] = []
    /// How many deliveries are nested on the stack.
    package var depth = 0
    /// The turn of the message in hand; meaningful while `isInDelivery`.
    package var turn = Turn.none
    /// Whether synchronous code of a node is on the stack, above any job.
    package var isInDelivery = false
    /// Whether a send may be delivered at once without asking the loop.
    package var isAlwaysDirect = true
    /// Milliseconds of the monotonic clock as of the loop's last wait: what may be looked at for each message, since no clock is read for it.
    package var milliseconds: UInt64 = 0
    /// Jobs enqueued, for the tests that expect none.
    package var enqueued: UInt64 = 0
  }

  package let hot: UnsafeMutablePointer<Hot>
  package let shared: UnsafeMutablePointer<Shared>
  private let remote = Locked(Remote())
  private let hasRemote = Atomic<Bool>(false)

  private struct Remote {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable () -> Void] = []
    var urgent: [@Sendable () -> Void] = []

    /// Empties the lists and keeps their memory, unless it is much.
    mutating func clear() {
      guard jobs.capacity + calls.capacity + urgent.capacity <= 16_384 else {
        self = Remote()
        return
      }
      jobs.removeAll(keepingCapacity: true)
      calls.removeAll(keepingCapacity: true)
      urgent.removeAll(keepingCapacity: true)
    }
  }

  /// What other modules keep with the loop, by type; protected by the loop's thread.
  var attachments: [ObjectIdentifier: any LoopAttachment] = [:]
  /// The lists that are not in use; protected by the loop's thread.
  private var spare = Remote()

  package init() {
    hot = .allocate(capacity: 1)
    hot.initialize(to: Hot())
    shared = .allocate(capacity: 1)
    shared.initialize(to: Shared())
  }

  deinit {
    hot.deinitialize(count: 1)
    hot.deallocate()
    shared.deinitialize(count: 1)
    shared.deallocate()
  }

  /// Nanoseconds of a monotonic clock, as of the loop's last look at it.
  open var now: UInt64 { fatalError("a loop has a clock") }

  /// Nanoseconds of the same clock, looked at now: for what happens rarely and is to be dated exactly.
  open func readClock() -> UInt64 { now }

  /// Nanoseconds since 1970 by the wall clock: for what is told to others, never for measuring. From any thread.
  open var unixTime: UInt64 { fatalError("a loop knows the time of day") }

  /// Wakes the loop from another thread.
  open func wake() { fatalError("a loop can be woken") }

  /// Tells that the earliest deadline has changed.
  open func timersChanged() {}

  /// Calls `beat` first of all in a turn, when the last call is so many milliseconds ago or more: while the loop moves, and without waking it. On the
  /// loop's thread; nil ends it.
  /// - Returns: false where the loop has no such thing.
  open func onBeat(every milliseconds: UInt64, _ beat: (() -> Void)?) -> Bool { false }

  /// Whether a send may be delivered at once where the rules allow it: asked each time unless `isAlwaysDirect` is set. A virtual loop's seed decides.
  open var allowsDirectDelivery: Bool { true }

  /// Whether another thread may hand in work; on a virtual loop it may not.
  open var acceptsRemoteWork: Bool { true }

  /// Binds the loop to the calling thread.
  package final func adopt() { shared.pointee.owner.store(UInt(pthread_self()), ordering: .relaxed) }
  package final func abandon() { shared.pointee.owner.store(0, ordering: .relaxed) }

  /// What the loop is at; to be read on any thread.
  package final var activity: LoopActivity { _read { yield shared.pointee.activity } }

  /// Writes what the loop is at to memory that others can see. Before other threads look at the loop's activity, and for memory that is never given back.
  package final func showActivity(at memory: UnsafeMutablePointer<LoopActivity.Hand>) { shared.pointee.activity.show(at: memory) }

  /// Whether the caller runs on the loop's thread.
  public final var isOnLoop: Bool { shared.pointee.isOnLoop }

  public final func enqueue(_ job: UnownedJob) {
    guard isOnLoop else {
      enqueueRemotely { $0.jobs.append(job) }
      return
    }
    if hot.pointee.isCapturing {
      hot.pointee.isCapturing = false
      hot.pointee.captured = job
      return
    }
    hot.pointee.enqueued &+= 1
    hot.pointee.ready.append(.job(job))
  }

  /// Runs `call` on the loop, never on the caller's stack: after what waits there, or before it when urgent. From any thread.
  package final func post(urgent: Bool = false, _ call: @escaping @Sendable () -> Void) {
    guard !isOnLoop else {
      if urgent { hot.pointee.ready.prepend(.call(call)) } else { hot.pointee.ready.append(.call(call)) }
      return
    }
    enqueueRemotely { if urgent { $0.urgent.append(call) } else { $0.calls.append(call) } }
  }

  private func enqueueRemotely(_ add: (inout Remote) -> Void) {
    guard acceptsRemoteWork else { return refuseRemoteWork() }
    remote.withLock { add(&$0) }
    if !hasRemote.exchange(true, ordering: .acquiringAndReleasing) { wake() }
  }

  /// What a loop that takes no work from other threads does about it.
  open func refuseRemoteWork() {}

  package final func schedule(_ work: LoopWork) {
    guard !work.isScheduled else { return }
    work.isScheduled = true
    hot.pointee.ready.append(.inbox(.passRetained(work)))
  }

  package final func after(_ nanoseconds: UInt64, _ callback: @escaping () -> Void) -> TimerID {
    at(now &+ nanoseconds, callback)
  }

  package final func at(_ deadline: UInt64, _ callback: @escaping () -> Void) -> TimerID {
    let id = hot.pointee.timers.add(at: deadline, callback)
    timersChanged()
    return id
  }

  package final func cancel(_ timer: TimerID) {
    if hot.pointee.timers.cancel(timer) { timersChanged() }
  }

  package final func fireTimers() {
    // No more than there are: one that arms itself anew for this moment waits a turn.
    var left = hot.pointee.timers.count
    while left > 0, let callback = hot.pointee.timers.popDue(at: now) {
      left -= 1
      activity.begin()
      callback()
      flush()
    }
  }

  package final var hasReady: Bool { !hot.pointee.ready.isEmpty || hasRemote.load(ordering: .acquiring) }

  /// Hands over what the work in hand has collected for other loops.
  @inline(__always)
  package final func flush() {
    if !hot.pointee.flushes.isEmpty { flushAll() }
  }

  private func flushAll() {
    let all = hot.pointee.flushes
    hot.pointee.flushes.removeAll(keepingCapacity: true)
    for flush in all { flush.flush() }
  }

  /// Takes in what other threads have handed in.
  package final func takeRemote() {
    defer { flush() }
    guard hasRemote.load(ordering: .relaxed), hasRemote.exchange(false, ordering: .acquiringAndReleasing) else { return }
    var taken = Remote()
    swap(&taken, &spare)
    remote.withLock { swap(&$0, &taken) }
    for call in taken.urgent { call() }
    for job in taken.jobs { hot.pointee.ready.append(.job(job)) }
    for call in taken.calls { call() }
    taken.clear()
    swap(&taken, &spare)
  }

  /// Runs one piece of ready work.
  package final func run(_ work: Work) {
    activity.begin()
    switch work {
    case .job(let job): runJob(job)
    case .inbox(let reference):
      let inbox = reference.takeRetainedValue()
      inbox.isScheduled = false
      inbox.run()
    case .call(let call): call()
    }
    flush()
  }

  /// Runs a job now, with the loop as its executor in both senses. May be nested in a delivery: the job does not see the delivery's turn.
  @inline(__always)
  package final func runJob(_ job: UnownedJob) {
    let inDelivery = hot.pointee.isInDelivery
    hot.pointee.isInDelivery = false
    let task = shared.pointee.activity.run(task: unsafeBitCast(job, to: UInt.self))
    job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    shared.pointee.activity.restore(task: task)
    hot.pointee.isInDelivery = inDelivery
  }

  /// Runs the job that `start` enqueues at once, nested on this stack, instead of queueing it.
  @inline(__always)
  package final func runCaptured(_ start: () -> Void) {
    hot.pointee.isCapturing = true
    start()
    hot.pointee.isCapturing = false
    if let job = hot.pointee.captured {
      hot.pointee.captured = nil
      runJob(job)
    }
  }

  public final func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  public final func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

  public final func checkIsolated() {
    precondition(isOnLoop, "this code belongs to an actor of a loop, and runs on another thread")
  }

  public final func isIsolatingCurrentContext() -> Bool? { isOnLoop }
}

/// Something that is to be handed over at the end of a piece of work.
open class LoopFlush: @unchecked Sendable {
  // @unchecked: protected by its loop.
  public init() {}

  open func flush() {}
}

/// Something of a loop that has work now and then: a node's inbox. Retained by the loop while it is scheduled.
open class LoopWork: @unchecked Sendable {
  // @unchecked: protected by its loop.
  package final var isScheduled = false

  public init() {}

  /// Does a slice of the work; schedules itself again when there is more.
  open func run() {}
}
