/// One thing that extensions of a role must do, and how it is found out.
public struct ConformanceRule: Sendable {
  /// `tts.one-end-per-request`: the role, and what is asked, in words.
  public let id: String
  /// What the rule asks, in one sentence.
  public let summary: String
  /// How many of the seeds it is tried with at most: rules that fill queues need not do it twenty times.
  public let maximumSeeds: Int
  /// Returns when the rule was kept; throws `RuleBroken`, `RuleDoesNotApply`, or whatever else went wrong, which counts as broken.
  let check: @Sendable (ConformanceSubject, _ seed: UInt64) throws -> Void

  init(_ id: String, _ summary: String, maximumSeeds: Int = .max, check: @escaping @Sendable (ConformanceSubject, _ seed: UInt64) throws -> Void) {
    self.id = id
    self.summary = summary
    self.maximumSeeds = maximumSeeds
    self.check = check
  }
}

/// Thrown by a check: what was seen that must not be.
struct RuleBroken: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Thrown by a check: why the rule says nothing about this extension.
struct RuleDoesNotApply: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Throws `RuleBroken` unless `condition` holds.
func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(RuleBroken) {
  if !condition { throw RuleBroken(message()) }
}
