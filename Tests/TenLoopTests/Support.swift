import TenCore
import TenLoop
import Testing

/// Runs `body` with a loop that belongs to the test's thread, and closes the loop: an open handle fails the test.
func withLoop<R>(spin: Int = 0, _ body: (UVLoop) throws -> R) throws -> R {
  let loop = try UVLoop(spin: spin)
  defer { #expect(loop.close().isEmpty) }
  return try body(loop)
}

extension UVLoop {
  /// Runs the loop until `condition` holds; fails the test when it does not within ten seconds.
  func expect(_ what: Comment, location: SourceLocation = #_sourceLocation, _ condition: () -> Bool) {
    var isLate = false
    let timer = after(10_000_000_000) { isLate = true }
    run { isLate || condition() }
    cancel(timer)
    if !condition() { Issue.record("waited in vain: \(what)", sourceLocation: location) }
  }

  /// Runs async code as a task of the loop, to its end.
  func runTask<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
    nonisolated(unsafe) var result: Result<R, any Error>?
    Task(executorPreference: self) {
      do { result = .success(try await body()) } catch { result = .failure(error) }
    }
    expect("the task ends") { result != nil }
    return try #require(result).get()
  }
}
