public import TenCore

/// Why the supervisor did not do what it was asked for.
public struct ServiceError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    case unknownGraph = "unknown_graph"
    case invalidGraph = "invalid_graph"
    /// The start values do not fit the graph.
    case invalidStart = "invalid_start"
    case channelTaken = "channel_taken"
    /// A limit of sessions, or too little memory or processor time is left.
    case tooMany = "too_many"
    case unknownSession = "unknown_session"
    /// The session exists and is not in a state for this.
    case wrongState = "wrong_state"
    case unknownNode = "unknown_node"
    case startFailed = "start_failed"
    case draining
    case timeout
    /// Hosts cannot be started now: the circuit breaker is open.
    case unavailable
    case storage
  }

  public var code: Code
  /// What was attempted, the value, the reason and what to do.
  public var message: String
  public var problems: [Diagnostic]
  /// Of a start that failed: the session, with its end record. Of a channel that is taken: who has it.
  public var session: SessionRecord?
  /// After how many seconds it may be tried again.
  public var retryAfter: Int?

  public init(_ code: Code, _ message: String, problems: [Diagnostic] = [], session: SessionRecord? = nil, retryAfter: Int? = nil) {
    self.code = code
    self.message = message
    self.problems = problems
    self.session = session
    self.retryAfter = retryAfter
  }

  public var description: String { message }
}
