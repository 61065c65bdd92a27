public import TenCore

/// What became of a frame (or of a message of `trySend`) at the moment of sending it.
public enum SendOutcome: Sendable, Hashable {
  /// Handed over, or in its receivers' lanes.
  case accepted
  /// At least one receiver did not take it, and will not: its inbox was full, or it had ended.
  case rejected(SendError)
  /// Counted as dropped, with the reason; with several receivers, the first reason.
  case dropped(DropReason)

  public var isAccepted: Bool { self == .accepted }
}

/// Why a message was not taken.
public struct SendError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The session or the node has ended.
    case ended
    /// The node is in `prepare`, which may not send.
    case notStarted
    /// No node, and no peer, has the name.
    case unknownDestination
    case full
    case overdraft
    /// A schema or a conversion refused it.
    case invalid
    case stopped
    case deadlock
    case tooManyNames
  }

  public let code: Code
  /// The destinations that did not take it; the others keep what they accepted.
  public let destinations: [String]
  public let description: String

  package init(_ code: Code, _ description: String, destinations: [String] = []) {
    self.code = code
    self.description = description
    self.destinations = destinations
  }

  public static func == (a: Self, b: Self) -> Bool { a.code == b.code && a.destinations == b.destinations }
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
