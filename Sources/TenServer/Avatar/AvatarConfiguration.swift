/// How avatar sessions are run.
public struct AvatarConfiguration: Sendable {
  /// The graph of the catalogue, and its node, that has the avatar in the mode `viewer`.
  public var graph = "avatar_session"
  public var node = "avatar"
  /// At once; the vendor's account has a limit of its own.
  public var maxSessions = 20
  /// Without a task, an interrupt or a keep-alive for so long a session is ended, unless its creation says otherwise.
  public var idleSeconds = 120
  /// Seconds after which a session that was started is ended; 0: the vendor's limit alone.
  public var maxSeconds = 0

  public init() {}
}
