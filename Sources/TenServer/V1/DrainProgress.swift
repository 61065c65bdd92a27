internal import TenCore
internal import TenSupervisor

/// How far a drain has come.
struct DrainProgress {
  let drain: SupervisorStatistics.Drain
  let left: Int
  /// Of the drain so far.
  let seconds: Double

  /// So many must have ended before anything is said of the others.
  static let basis = 5

  /// - Parameter now: Unix time in milliseconds.
  /// - Returns: nil while nothing is drained.
  init?(_ statistics: SupervisorStatistics, now: Int) {
    guard let drain = statistics.drain else { return nil }
    self.drain = drain
    left = statistics.sessions.reduce(0) { $0 + ($1.key == .ended ? 0 : $1.value) }
    seconds = Double(max(0, now - drain.since)) / 1_000
  }

  var ended: Int { max(0, drain.sessions - left) }

  /// Seconds until the last session can be expected to end, if sessions go on ending as they did in this drain: each for itself, at a rate of all that
  /// have ended by the time that all have run. nil without a basis.
  var estimate: Double? {
    if left == 0 { return 0 }
    guard ended >= Self.basis else { return nil }
    let each = seconds * Double(drain.sessions + left) / 2 / Double(ended)
    // Of n that run the first ends after each / n, then the first of n - 1, and so on.
    return (1...left).reduce(0) { $0 + each / Double($1) }
  }

  var value: Value {
    [
      "since": .string(Timestamp.text(drain.since)), "seconds": .float(seconds), "sessions": Value(drain.sessions), "ended": Value(ended),
      "left": Value(left), "estimated_seconds": estimate.map { .float($0.rounded(.up)) } ?? .null,
    ]
  }

  static let shape = Shape.named(
    "Drain",
    .object([
      .init("since", .string(format: "date-time"), required: true), .init("seconds", .number(), required: true, "How long it has taken so far."),
      .init("sessions", .integer(), required: true, "How many ran when it began."),
      .init("ended", .integer(), required: true, "How many of them do not run any more."),
      .init("left", .integer(), required: true, "How many run."),
      .init(
        "estimated_seconds", .nullable(.number()), required: true,
        "Until the last one can be expected to end, if sessions go on ending as they did in this drain; null before \(basis) have ended."),
    ]))
}
