internal import TenCore

/// Tasks of one loop that wait for one thing. A task that is cancelled gets `CancellationError` at once.
final class WaitList<Value: Sendable>: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private struct Entry {
    let id: Int
    let continuation: CheckedContinuation<Value, any Error>
  }

  private let loop: UVLoop
  private var entries: [Entry] = []
  private var lastID = 0

  init(_ loop: UVLoop) { self.loop = loop }

  var isEmpty: Bool { entries.isEmpty }

  /// - Parameter ready: looks whether there is nothing to wait for. It is asked when the task is about to wait, with nothing in between: the loop may
  ///   have turned since the caller looked, because a task without an actor changes its executor on the way here.
  func wait(unless ready: () throws -> Value?) async throws -> Value {
    loop.requireThread()
    lastID += 1
    let id = lastID
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        do {
          if Task.isCancelled { throw CancellationError() }
          if let value = try ready() { continuation.resume(returning: value) } else { entries.append(Entry(id: id, continuation: continuation)) }
        } catch {
          continuation.resume(throwing: error)
        }
      }
    } onCancel: {
      loop.post { self.cancel(id) }
    }
  }

  /// Lets the first go on. - Returns: false when none waits.
  @discardableResult
  func resumeFirst(_ result: Result<Value, any Error>) -> Bool {
    guard !entries.isEmpty else { return false }
    entries.removeFirst().continuation.resume(with: result)
    return true
  }

  func resumeAll(_ result: Result<Value, any Error>) {
    let all = entries
    entries = []
    for entry in all { entry.continuation.resume(with: result) }
  }

  private func cancel(_ id: Int) {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
    entries.remove(at: index).continuation.resume(throwing: CancellationError())
  }
}
