/// Why a message was dropped: not delivered, and its sender not told. The list is closed.
@frozen
public enum DropReason: Int, Sendable, CaseIterable {
  /// The inbox was full.
  case full
  /// A newer one of its kind took its place.
  case replaced
  /// Its turn had ended.
  case interrupted
  /// An urgent command discarded what waited.
  case flushed
  /// The receiver did not run.
  case notRunning
  /// A `msg_conversion` failed.
  case conversion
  /// It did not match a manifest's schema.
  case schema
  /// The result of a command that had its final result already.
  case lateResult
  /// A result that the policy for several destinations does not return.
  case resultPolicy
  /// The graph connects it to nobody.
  case noRoute
  /// Its manifest requires a turn, and it had none.
  case noTurn
  /// The receiver has no handler for it.
  case unhandled
  /// The receiver was stopping.
  case stopped
  /// It waited longer than it may.
  case expired

  /// The name in records and logs: `not_running`.
  public var key: String {
    switch self {
    case .notRunning: "not_running"
    case .lateResult: "late_result"
    case .resultPolicy: "result_policy"
    case .noRoute: "no_route"
    case .noTurn: "no_turn"
    default: "\(self)"
    }
  }
}
