/// Why a host or a fork server did not do what it was told.
struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
  enum Reason: Sendable, Hashable {
    /// There is no connection, or it broke before the answer came.
    case broken
    /// No answer in time.
    case late
    /// The other side said no: another lease, an old epoch, a host that cannot be made.
    case refused
    /// What came is not of the protocol.
    case unreadable
  }

  var reason: Reason
  var description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
