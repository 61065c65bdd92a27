/// Where a node is in its life.
@frozen
public enum NodePhase: String, Sendable, CaseIterable {
  case created, preparing, prepared, starting, running, stopping, ended
  /// It failed, and the session goes on without it.
  case out

  /// Whether messages for it are held until it runs.
  public var isBeforeRunning: Bool {
    switch self {
    case .created, .preparing, .prepared, .starting: true
    default: false
    }
  }
}
