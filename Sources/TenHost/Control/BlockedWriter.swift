internal import Glibc
internal import TenCore

/// Writes the last events past a loop that is blocked for good, just before the process ends.
final class BlockedWriter: Sendable {
  /// Milliseconds for all.
  private static let patience = 2_000

  private let present = Locked<ControlConnection?>(nil)

  /// The one that controls the host.
  var connection: ControlConnection? {
    get { present.withLock { $0 } }
    set { present.withLock { $0 = newValue } }
  }

  func write(_ stream: EventStream) {
    // Without a tail a line is half written: the server does not read, and finds the record in the host's folder.
    guard var tail = connection?.tail.withLock({ $0 }), tail.descriptor >= 0 else { return }
    var left = Self.patience
    while let event = stream.next(after: tail.cursor) {
      tail.cursor = event.sequence
      var rest = (event.line + [UInt8(ascii: "\n")])[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          send(tail.descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
        }
        if count > 0 {
          rest = rest.dropFirst(count)
          continue
        }
        guard errno == EAGAIN || errno == EINTR, left > 0 else { return }
        var look = pollfd(fd: tail.descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&look, 1, 100)
        left -= 100
      }
    }
  }
}
