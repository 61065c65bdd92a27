internal import TenCore
internal import TenGraph

/// How long something may take, in virtual time.
struct Budget: Sendable {
  var name: String
  var spot: Spot
  var from: Mark
  var to: Mark
  var within: Duration

  enum Mark: Sendable {
    /// The time of the step with this name: of its sending, or of what it waited for.
    case step(String)
    /// Each message of this kind.
    case message(Expectation)
  }
}

/// How the session must end. The audit must be clean in any case.
struct EndExpectation: Sendable {
  var spot: Spot?
  /// nil: any that is no failure.
  var reason: EndReason.Code?
  var node: String?
  var detail: ValuePattern?
  /// Totals by reason; where it is given, a reason that is not listed must be zero.
  var dropped: [String: ValuePattern]?
  /// Errors by node; where it is given, nodes that are not listed must have none.
  var errors: [String: ValuePattern]?
  /// How long the scenario waits for an end that comes by itself.
  var within: Duration = .seconds(60)

  /// Whether the session ends without being asked to.
  var comesByItself: Bool { reason != nil && reason != .stopped }
}
