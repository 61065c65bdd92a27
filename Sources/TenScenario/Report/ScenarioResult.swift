internal import TenCore
internal import TenGraph

/// What came of one scenario.
package struct ScenarioResult: Sendable, Hashable {
  package let file: String
  package let name: String
  /// Seeds that were run; the last of them failed, if one did.
  package private(set) var seeds = 0
  package private(set) var failure: SeedFailure?
  package private(set) var budgets: [BudgetResult]
  /// Virtual time of the longest run.
  package private(set) var time: Duration = .zero
  package private(set) var observations = 0

  package struct SeedFailure: Sendable, Hashable {
    package let seed: UInt64
    package let failures: [Failure]
    package let log: [String]
  }

  package struct BudgetResult: Sendable, Hashable {
    package let name: String
    package let within: Duration
    /// The longest time over all seeds, and the seed that took it.
    package fileprivate(set) var worst: Duration?
    package fileprivate(set) var seed: UInt64 = 0
  }

  package var hasPassed: Bool { failure == nil }

  init(_ scenario: Scenario, file: String) {
    self.file = file
    name = scenario.name
    budgets = scenario.budgets.map { BudgetResult(name: $0.name, within: $0.within) }
  }

  mutating func add(_ outcome: RunOutcome, _ bytes: [UInt8]) {
    seeds += 1
    time = max(time, outcome.time)
    observations += outcome.observations
    for (index, spent) in outcome.spent.enumerated() {
      guard let spent, spent > budgets[index].worst ?? .zero || budgets[index].worst == nil else { continue }
      budgets[index].worst = spent
      budgets[index].seed = outcome.seed
    }
    guard !outcome.failures.isEmpty else { return }
    failure = SeedFailure(seed: outcome.seed, failures: outcome.failures.map { $0.located(in: bytes) }, log: outcome.log)
  }
}

extension Failure {
  fileprivate func located(in bytes: [UInt8]) -> Failure {
    guard let file = spot.file else { return self }
    let place = Diagnostics([Diagnostic("", .error, "", file: file, pointer: spot.pointer)]).located(in: [file: bytes]).list.first
    var copy = self
    copy.line = place?.line
    copy.column = place?.column
    return copy
  }

  /// `graphs/x.test.json:12:5`
  package var place: String { [spot.file ?? "", line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":") }
}
