internal import TenCore

/// What came of one run: one scenario with one seed.
struct RunOutcome: Sendable {
  var seed: UInt64
  var failures: [Failure] = []
  /// The longest time of each budget of the scenario; nil where its marks did not come.
  var spent: [Duration?] = []
  /// Virtual time from the begin to the end.
  var time: Duration = .zero
  var observations = 0
  /// Kept for a run that failed.
  var log: [String] = []
}
