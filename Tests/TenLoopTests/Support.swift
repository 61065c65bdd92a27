import Glibc
import TenCore
import TenLoop
import Testing

/// Runs `body` with a loop that belongs to the test's thread, and closes the loop: an open handle fails the test.
func withLoop<R>(spin: Int = 0, _ body: (UVLoop) throws -> R) throws -> R {
  signal(SIGPIPE, SIG_IGN)
  let loop = try UVLoop(spin: spin)
  let result = Result { try body(loop) }
  #expect(loop.close().isEmpty)
  return try result.get()
}

/// Runs async code as a task of a new loop.
func onLoop<R: Sendable>(_ body: @escaping @Sendable (UVLoop) async throws -> R) throws -> R {
  try withLoop { loop in try loop.runTask { try await body(loop) } }
}

extension UVLoop {
  /// Runs the loop until `condition` holds; fails the test when it does not within five minutes: other tests starve the machine.
  func expect(_ what: Comment, location: SourceLocation = #_sourceLocation, _ condition: () -> Bool) {
    var isLate = false
    let timer = after(300_000_000_000) { isLate = true }
    run { isLate || condition() }
    cancel(timer)
    if !condition() { Issue.record("waited in vain: \(what)", sourceLocation: location) }
  }

  /// Runs async code as a task of the loop, to its end.
  func runTask<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
    nonisolated(unsafe) var result: Result<R, any Error>?  // protected by the loop, which this thread runs
    Task(executorPreference: self) {
      do { result = .success(try await body()) } catch { result = .failure(error) }
    }
    expect("the task ends") { result != nil }
    return try #require(result).get()
  }

  /// Waits in a task of the loop.
  func wait(milliseconds: UInt64) async {
    await withCheckedContinuation { continuation in _ = after(milliseconds * 1_000_000) { continuation.resume() } }
  }

  /// Waits in a task of the loop for what another task or thread brings about.
  func until(location: SourceLocation = #_sourceLocation, _ condition: () -> Bool) async {
    let end = now + 300_000_000_000
    while !condition(), now < end { await wait(milliseconds: 1) }
    if !condition() { Issue.record("waited in vain", sourceLocation: location) }
  }
}

/// Runs async code with a pool of threads, none of which may be busy at the end.
@discardableResult
func withPool<R: Sendable>(
  _ change: (inout OffloadPool.Limits) -> Void = { _ in }, _ body: @escaping @Sendable (UVLoop, OffloadPool) async throws -> R
) throws -> R {
  var limits = OffloadPool.Limits()
  change(&limits)
  let pool = OffloadPool(limits: limits)
  let result = Result { try onLoop { loop in try await body(loop, pool) } }
  #expect(pool.shutdown() == 0)
  return try result.get()
}

/// A directory for sockets that is gone with the test.
func withDirectory<R>(_ body: (String) throws -> R) throws -> R {
  var template = Array("/tmp/tenloop-XXXXXX".utf8CString)
  let path = try #require(mkdtemp(&template).map { String(cString: $0) })
  let result = Result { try body(path) }
  let isEmpty = rmdir(path) == 0
  #expect(isEmpty, "the directory has files left")
  return try result.get()
}

/// A value that a test shares between threads.
final class Shared<Value: Sendable>: Sendable {
  private let mutex: Locked<Value>

  init(_ value: Value) { mutex = Locked(value) }

  var value: Value { mutex.withLock { $0 } }
  func update(_ body: (inout Value) -> Void) { mutex.withLock { body(&$0) } }
}

/// A door that threads wait at until the test opens it.
final class Gate: Sendable {
  private let descriptors: (CInt, CInt)

  init() {
    var pair: [CInt] = [0, 0]
    pipe(&pair)
    descriptors = (pair[0], pair[1])
  }

  deinit {
    close(descriptors.0)
    close(descriptors.1)
  }

  /// Lets one through.
  func open() {
    var byte: UInt8 = 0
    _ = write(descriptors.1, &byte, 1)
  }

  func wait() {
    var byte: UInt8 = 0
    _ = read(descriptors.0, &byte, 1)
  }
}
