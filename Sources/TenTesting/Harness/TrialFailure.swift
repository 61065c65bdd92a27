/// A trial that went otherwise than it must. Its description has all that is needed to see why.
public struct TrialFailure: Error, Sendable, CustomStringConvertible {
  public enum Cause: String, Sendable {
    /// An expectation was not met.
    case expectation
    /// The graph or the properties are wrong: nothing ran.
    case description
    /// The session ended before it ran.
    case start
    /// The session ended by a failure while the trial went on.
    case failure
    /// The test's body threw an error of its own.
    case thrown
    /// Nothing could happen any more, and the trial still waited.
    case deadLoop
    /// The end record's audit is not empty, or its sums do not add up.
    case audit
    /// A secret was written to the log.
    case secretInLog
  }

  public let cause: Cause
  public let seed: UInt64
  /// What was expected, and what came instead: the first line of the description without its place.
  public let summary: String
  /// What was thrown by something else than the kit.
  public let underlying: (any Error)?
  public let fileID: String
  public let line: Int
  let journal: String
  let log: String
  let hint: String

  public var description: String {
    var text = "\(fileID):\(line): \(summary) (seed \(seed))"
    if !journal.isEmpty { text += "\n  messages, by virtual time since the session's start:\n\(journal)" }
    if !log.isEmpty { text += "\n  log:\n\(log)" }
    return text + (hint.isEmpty ? "" : "\n  \(hint)")
  }
}

/// Where a test says something.
struct Place: Sendable {
  let fileID: String
  let line: Int

  init(_ fileID: String, _ line: Int) {
    self.fileID = fileID
    self.line = line
  }
}
