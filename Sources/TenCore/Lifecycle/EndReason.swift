/// Why a session ended.
public struct EndReason: Sendable, Hashable {
  public enum Code: String, Sendable, CaseIterable {
    /// Somebody asked for it: the command line, the control channel, a server.
    case stopped
    /// A node ended the session, its work being done.
    case finished
    /// A signal.
    case signal
    /// The time given to the session was over.
    case expired
    case startFailed = "start_failed"
    case nodeFailed = "node_failed"
    /// A node blocked its loop for good.
    case blocked
    /// The host's process ended without a record: a trap, a signal, the system's memory.
    case crashed
    /// Nobody asked for the session within its idle time.
    case idle
    /// No server took the session over within its grace period.
    case abandoned
    /// The host used more than it may.
    case overLimit = "over_limit"
  }

  public var code: Code
  /// The node that it came from.
  public var node: NodeIndex?
  public var detail: String

  public init(_ code: Code, node: NodeIndex? = nil, detail: String = "") {
    self.code = code
    self.node = node
    self.detail = detail
  }

  public var isFailure: Bool { code == .startFailed || code == .nodeFailed || code == .blocked || code == .crashed || code == .overLimit }
}
