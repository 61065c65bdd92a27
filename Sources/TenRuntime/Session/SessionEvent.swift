/// What happens in a session, for whoever started it.
public struct SessionEvent: Sendable {
  public enum Kind: String, Sendable {
    case preparing, prepared, starting
    case nodePrepared = "node_prepared"
    case nodeRunning = "node_running"
    /// A node is made and prepared anew for this session's values; the detail names the properties.
    case nodeRemade = "node_remade"
    case ready
    case nodeError = "node_error"
    case nodeRestarting = "node_restarting"
    case nodeOut = "node_out"
    case interrupted, stopping
    case nodeStopped = "node_stopped"
    case ended
  }

  public let kind: Kind
  public let node: String?
  public let detail: String
  /// Milliseconds since the session's start.
  public let milliseconds: Double
}
