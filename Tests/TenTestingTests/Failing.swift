import TenTesting
import Testing

/// The failure that `body` throws.
func failure(_ body: () throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation) throws -> TrialFailure {
  do {
    _ = try body()
  } catch let failure as TrialFailure {
    return failure
  }
  Issue.record("the trial did not fail", sourceLocation: sourceLocation)
  throw NothingFailed()
}

struct NothingFailed: Error {}
