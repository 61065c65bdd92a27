public import Logging
package import TenCore

/// How a host runs its sessions.
public struct HostOptions: Sendable {
  /// Milliseconds from a session's start request to the last node's running.
  public var startDeadline = 15_000
  /// Milliseconds from the decision to end a session to its end.
  public var stopDeadline = 5_000
  /// Whether every group has a loop thread of its own, whatever the graph says.
  public var threadsForGroups = false
  /// Makes the log handler of a session's node, or of the session itself (nil). Called once for each.
  public var makeLogHandler: @Sendable (_ session: String, _ node: String?) -> any LogHandler = { _, _ in SwiftLogNoOpLogHandler() }

  /// Told of everything that a node sends, to whomever, before it is offered, on the node's loop; `isStale` says that its turn has ended, so that
  /// nobody will get it. For tests that look at a whole graph.
  package var onSend: (@Sendable (_ node: NodeIndex, _ message: Envelope, _ isStale: Bool) -> Void)?

  /// Sees the headers of what nodes send: for a host that may end without a word.
  package var recorder: MessageRecorder?

  public init() {}
}
