internal import Synchronization

/// Bytes of one answer's body, for the access log.
final class ByteCounter: Sendable {
  private let count = Atomic(0)

  var bytes: Int {
    get { count.load(ordering: .relaxed) }
    set { count.store(newValue, ordering: .relaxed) }
  }
}
