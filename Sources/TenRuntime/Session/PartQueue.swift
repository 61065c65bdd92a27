internal import Synchronization
internal import TenCore

/// What one loop hands to another.
enum RemoteItem {
  /// The connection is unretained: a session keeps its connections until nothing is under way.
  case message(Envelope, Unmanaged<Connection>)
  case result(CommandID, Connection, CommandResult)
  case room(Connection)
}

/// The way of messages and results from one part of a session to another: collected while the sender's loop is at one piece of work, and handed over together,
/// so that a burst costs one lock and one wake-up. Confined to the sender's loop.
final class PartQueue: LoopFlush, @unchecked Sendable {
  // @unchecked: protected by the sender's loop.
  private let destination: SessionPart
  private var items: [RemoteItem] = []

  /// So many are handed over without waiting for the end of the work.
  private static let batch = 128

  init(to destination: SessionPart) { self.destination = destination }

  /// - Returns: whether it is the first of a batch, and so must be flushed.
  func append(_ item: RemoteItem) -> Bool {
    items.append(item)
    if items.count == Self.batch { flush() }
    return items.count == 1
  }

  override func flush() {
    guard !items.isEmpty else { return }
    destination.handOver(&items)
  }
}
