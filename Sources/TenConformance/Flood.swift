internal import TenCore

/// More messages than a node may keep, and how many those are.
enum Flood {
  private static let waiting = 64
  static let count = 1_000
  /// What may lie in the inboxes of the node and of its neighbour together, and in its handlers.
  static let mostHeld = 2 * waiting + 550

  /// The smaller the inboxes, the smaller is the flood that shows whether the node keeps more than they do.
  static let inbox: InboxLimits = {
    var inbox = InboxLimits()
    for kind in [InboxClass.command, .durable, .transient] { inbox[kind].count = waiting }
    return inbox
  }()
}
