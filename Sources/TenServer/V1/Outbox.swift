internal import TenCore

/// Pieces of an answer that wait for a reader, who may be slow: so many, and so many bytes. From any thread.
struct Outbox: Sendable {
  /// What the reader takes. Ends where a piece does not fit, with those that did.
  let stream: AsyncStream<[UInt8]>
  private let input: AsyncStream<[UInt8]>.Continuation
  private let waiting = Waiting()
  private let bytes: Int

  private final class Waiting: Sendable {
    let bytes = Locked(0)
  }

  /// - Parameters:
  ///   - pieces: that wait at most.
  ///   - bytes: of all pieces that wait; a longer one waits alone.
  init(pieces: Int, bytes: Int) {
    let (output, input) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(pieces))
    let waiting = waiting
    stream = AsyncStream {
      for await piece in output {
        waiting.bytes.withLock { $0 -= piece.count }
        return piece
      }
      return nil
    }
    self.input = input
    self.bytes = bytes
  }

  /// - Returns: whether the piece will be read; if not, the reader is too slow or has gone, and the stream ends.
  @discardableResult
  func send(_ piece: [UInt8]) -> Bool {
    let fits = waiting.bytes.withLock { waiting in
      guard waiting == 0 || waiting + piece.count <= bytes else { return false }
      waiting += piece.count
      return true
    }
    if fits, case .enqueued = input.yield(piece) { return true }
    input.finish()
    return false
  }

  func finish() { input.finish() }

  /// - Parameter action: what is done when the stream has ended, or its reader has gone.
  func onEnd(_ action: @escaping @Sendable () -> Void) { input.onTermination = { _ in action() } }
}
