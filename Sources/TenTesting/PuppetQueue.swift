internal import TenCore
internal import TenNet

/// A queue with one reader, for puppets. Cancelling the reader's task ends its wait.
final class PuppetQueue<Element: Sendable>: Sendable {
  private struct State {
    var waiting: [Element] = []
    var isOver = false
    var error: NetError?
    var reader: CheckedContinuation<Void, Never>?

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }
  }

  private let state = Locked(State())

  func put(_ element: Element) {
    let reader = state.withLock { state in
      if !state.isOver { state.waiting.append(element) }
      return state.takeReader()
    }
    reader?.resume()
  }

  func end(_ error: NetError? = nil) {
    let reader = state.withLock { state in
      if !state.isOver { state.error = error }
      state.isOver = true
      return state.takeReader()
    }
    reader?.resume()
  }

  /// - Throws: what the queue ended with, or `cancelled`.
  func next() async throws(NetError) -> Element? {
    while true {
      let found: Result<Element?, NetError>? = state.withLock { state in
        if !state.waiting.isEmpty { return .success(state.waiting.removeFirst()) }
        guard state.isOver else { return nil }
        return state.error.map { .failure($0) } ?? .success(nil)
      }
      if let found { return try found.get() }
      if Task.isCancelled { throw NetError(.cancelled, attempted: "reading from a puppet", reason: "the task was cancelled") }
      await wait()
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayWait = state.withLock { state in
          guard state.waiting.isEmpty, !state.isOver, !Task.isCancelled else { return false }
          state.reader = continuation
          return true
        }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.takeReader() }?.resume()
    }
  }
}
