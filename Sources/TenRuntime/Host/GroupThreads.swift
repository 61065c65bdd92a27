public import TenCore
internal import TenLoop

/// Gives each group that asks for it a libuv loop on a thread of its own. Usable from any thread.
public final class GroupThreads: LoopProvider {
  private let threads = Locked<[ObjectIdentifier: UVLoopThread]>([:])

  public init() {}

  public func makeLoop(named name: String) throws -> EventLoop? {
    let thread = try UVLoop.onThread(name: name)
    threads.withLock { $0[ObjectIdentifier(thread.loop)] = thread }
    return thread.loop
  }

  public func endLoop(_ loop: EventLoop) {
    threads.withLock { $0.removeValue(forKey: ObjectIdentifier(loop)) }?.stopAndJoin()
  }

  /// Ends the threads of sessions that could not be made.
  public func endAll() {
    let left = threads.withLock { threads in
      defer { threads = [:] }
      return Array(threads.values)
    }
    for thread in left { thread.stopAndJoin() }
  }
}
