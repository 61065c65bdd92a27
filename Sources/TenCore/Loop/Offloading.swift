/// Runs blocking work beside the loops: threads on a real one, a moment of virtual time chosen by the seed on a virtual one.
public protocol Offloading: Sendable {
  /// Hands in work. When this does not throw, `finished` is called exactly once, on `loop`.
  ///
  /// On the thread of `loop` only.
  /// - Returns: what names the work for `cancel`.
  func submit(
    on loop: EventLoop, _ work: @escaping @Sendable () -> Void, finished: @escaping @Sendable (OffloadOutcome) -> Void
  ) throws(OffloadError) -> OffloadID

  /// Takes back work that still waits: its `finished` is called with `cancelled`. Work that has begun goes on. From any thread.
  func cancel(_ id: OffloadID)
}

/// How offloaded work ended.
public enum OffloadOutcome: Sendable, Hashable {
  case done
  /// It was never begun.
  case cancelled
}

/// Names work that was handed in to one `Offloading`.
public struct OffloadID: Sendable, Hashable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// Why blocking work was not taken.
public enum OffloadError: Error, Sendable, Hashable, CustomStringConvertible {
  /// As much work as may wait does.
  case full(waiting: Int, threads: Int)
  case shutDown
  /// The system gave no thread, for the reason.
  case noThread(String)

  public var description: String {
    switch self {
    case .full(let waiting, let threads):
      "offloading work failed: \(threads) threads are busy and \(waiting) pieces of work wait already; offload less at once, or raise offload_threads"
    case .shutDown: "offloading work failed: the threads for it have been shut down"
    case .noThread(let reason): "offloading work failed: no thread for it: \(reason)"
    }
  }
}

extension Offloading {
  /// Runs blocking work and returns its result, on the loop; to be called by a task or actor of `loop`.
  ///
  /// When the calling task is cancelled it gets `CancellationError` at once. Work that waits is then never begun; work that has begun runs to its end, and
  /// its result is let go.
  /// - Throws: `OffloadError` when the work was not taken, `CancellationError`, or what `work` throws.
  public func run<R: Sendable>(on loop: EventLoop, _ work: @escaping @Sendable () throws -> R) async throws -> R {
    loop.checkIsolated()
    try Task.checkCancellation()
    let call = OffloadCall<R>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        call.continuation = continuation
        do {
          call.id = try submit(on: loop, { call.result = Result(catching: work) }, finished: { _ in call.finish() })
        } catch {
          call.end(.failure(error))
        }
      }
    } onCancel: {
      loop.post {
        if let id = call.end(.failure(CancellationError())) { cancel(id) }
      }
    }
  }
}

/// The caller's side of one piece of offloaded work.
private final class OffloadCall<R: Sendable>: @unchecked Sendable {
  // @unchecked: protected by the caller's loop; `result` is written by the work before `finished` is handed to that loop.
  var continuation: CheckedContinuation<R, any Error>?
  var id: OffloadID?
  var result: Result<R, any Error>?

  func finish() { end(result ?? .failure(CancellationError())) }

  /// - Returns: what names the work, when its caller was waiting still.
  @discardableResult
  func end(_ result: Result<R, any Error>) -> OffloadID? {
    guard let continuation else { return nil }
    self.continuation = nil
    continuation.resume(with: result)
    return id
  }
}
