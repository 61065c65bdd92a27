public import TenCore

/// Threads for calls that block. They start on demand and end when they have been idle; what waits for them is bounded.
///
/// Must be shut down. May be used from any thread.
public final class OffloadPool: Offloading {
  public struct Limits: Sendable {
    /// At once.
    public var threads = 4
    /// Pieces of work that wait while all threads are busy.
    public var waiting = 64
    /// Milliseconds until an idle thread ends.
    public var idle = 10_000

    public init() {}
  }

  private struct Work {
    let id: OffloadID
    let loop: EventLoop
    let body: @Sendable () -> Void
    let finished: @Sendable (OffloadOutcome) -> Void

    func finish(_ outcome: OffloadOutcome) { loop.post { finished(outcome) } }
  }

  private final class Worker: @unchecked Sendable {
    // @unchecked: protected by the monitor.
    var thread: SystemThread?
    var isBusy = false
  }

  private struct State {
    var waiting: [Work] = []
    var workers: [Worker] = []
    var lastID: UInt64 = 0
    var isShutDown = false

    var busy: Int { workers.reduce(0) { $0 + ($1.isBusy ? 1 : 0) } }
  }

  public let limits: Limits
  private let monitor = Monitor(State())

  public init(limits: Limits = Limits()) { self.limits = limits }

  deinit { assert(monitor.read { $0.workers.isEmpty }, "a pool of threads was let go without shutdown()") }

  /// The threads there are now.
  public var threadCount: Int { monitor.read { $0.workers.count } }

  /// Those that do work now.
  public var busyCount: Int { monitor.read { $0.busy } }

  /// Pieces of work that were handed in and are not begun.
  public var waitingCount: Int { monitor.read { $0.waiting.count } }

  public func submit(
    on loop: EventLoop, _ work: @escaping @Sendable () -> Void, finished: @escaping @Sendable (OffloadOutcome) -> Void
  ) throws(OffloadError) -> OffloadID {
    let result = monitor.update { state -> Result<OffloadID, OffloadError> in
      guard !state.isShutDown else { return .failure(.shutDown) }
      let threads = max(1, limits.threads)
      let free = threads - state.busy
      guard state.waiting.count < limits.waiting + free else { return .failure(.full(waiting: limits.waiting, threads: threads)) }
      if state.waiting.count >= state.workers.count - state.busy, state.workers.count < threads {
        do throws(UVError) {
          try startWorker(&state)
        } catch {
          // With others at work it is enough to wait for one of them.
          guard !state.workers.isEmpty else { return .failure(.noThread(error.description)) }
        }
      }
      state.lastID += 1
      let id = OffloadID(rawValue: state.lastID)
      state.waiting.append(Work(id: id, loop: loop, body: work, finished: finished))
      return .success(id)
    }
    return try result.get()
  }

  public func cancel(_ id: OffloadID) {
    let work = monitor.update { state -> Work? in
      guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiting.remove(at: index)
    }
    work?.finish(.cancelled)
  }

  /// Takes no more work, takes back what waits and waits for the idle threads to end. Work in hand goes on, and its thread ends by itself.
  /// - Returns: how many threads are busy still.
  @discardableResult
  public func shutdown() -> Int {
    let (waiting, workers) = monitor.update { state in
      defer {
        state.waiting = []
        state.workers = []
        state.isShutDown = true
      }
      return (state.waiting, state.workers.map { (thread: $0.thread, isBusy: $0.isBusy) })
    }
    for work in waiting { work.finish(.cancelled) }
    for worker in workers {
      if worker.isBusy { worker.thread?.detach() } else { worker.thread?.join() }
    }
    return workers.count { $0.isBusy }
  }

  private func startWorker(_ state: inout State) throws(UVError) {
    let worker = Worker()
    worker.thread = try SystemThread(name: "offload") { [monitor, limits] in Self.serve(worker, monitor, limits) }
    state.workers.append(worker)
  }

  /// What a thread does from its start to its end.
  private static func serve(_ worker: Worker, _ monitor: Monitor<State>, _ limits: Limits) {
    while true {
      let work = monitor.wait(until: UV.hrtime() + UInt64(max(0, limits.idle)) * 1_000_000) { state -> Work?? in
        if state.isShutDown { return .some(nil) }
        guard !state.waiting.isEmpty else { return nil }
        worker.isBusy = true
        return state.waiting.removeFirst()
      }
      switch work {
      case .some(.none): return
      case .some(.some(let work)):
        work.body()
        monitor.update { _ in worker.isBusy = false }
        work.finish(.done)
      case .none:
        if leave(worker, monitor) { return }
      }
    }
  }

  /// Ends an idle thread, unless work has come in meanwhile.
  private static func leave(_ worker: Worker, _ monitor: Monitor<State>) -> Bool {
    monitor.update { state in
      // Then whoever shuts down joins it.
      if state.isShutDown { return true }
      guard state.waiting.isEmpty, let index = state.workers.firstIndex(where: { $0 === worker }) else { return false }
      state.workers.remove(at: index).thread?.detach()
      return true
    }
  }
}
