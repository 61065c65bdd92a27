internal import Synchronization
internal import TenCore
internal import TenLoop
internal import TenRuntime
internal import TenTesting

/// Runs measurements in sessions on a libuv loop, as a host does.
struct Runner {
  let loop: UVLoop
  let loops: BenchLoops

  init(spin: Int = 0) throws {
    loop = try UVLoop(spin: spin)
    loops = BenchLoops(spin: spin)
  }

  /// Runs `body` as a task of the loop, on this thread, until it returns.
  func run(_ body: @escaping @Sendable (UVLoop) async throws -> Void) throws {
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let loop = loop
    Task(executorPreference: loop) {
      do {
        try await body(loop)
        outcome.withLock { $0 = .success(()) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
    }
    loop.run { outcome.withLock { $0 != nil } }
    try outcome.withLock { $0 }?.get()
  }

  func host(_ graph: TestGraph, _ options: HostOptions = HostOptions()) -> Host {
    Host(extensions: graph.extensions, loop: loop, loops: loops, offloading: VirtualOffloading(seed: 0), seed: 1, options: options)
  }

  /// Runs `body` in the handler of the node `driver` of a session of `graph`.
  func drive(_ graph: TestGraph, _ options: HostOptions = HostOptions(), _ body: @escaping @Sendable (ExtensionContext) async throws -> Void) throws {
    let host = host(graph, options)
    try run { _ in
      let session = try host.start(graph.compiled)
      try await session.ready()
      let result = try await session.send(Command("work", ["work": .reference(.init(Work(body)))]), to: "driver")
      if !result.isOK { print("a measurement failed: \(result.detail)") }
      let record = await session.stop()
      for finding in record.audit { print("audit: \(finding)") }
    }
  }
}

/// Loops with threads of their own, for groups.
final class BenchLoops: LoopProvider {
  private let spin: Int
  private let threads = Mutex<[ObjectIdentifier: UVLoopThread]>([:])

  init(spin: Int) { self.spin = spin }

  func makeLoop(named name: String) throws -> EventLoop? {
    let thread = try UVLoopThread(name: name, spin: spin)
    threads.withLock { $0[ObjectIdentifier(thread.loop)] = thread }
    return thread.loop
  }

  func endLoop(_ loop: EventLoop) {
    threads.withLock { $0.removeValue(forKey: ObjectIdentifier(loop)) }?.stopAndJoin()
  }
}
