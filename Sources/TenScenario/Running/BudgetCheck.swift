internal import TenCore
internal import TenGraph

/// Compares what took how long with the budgets. Pure, but for the log that it reads.
struct BudgetCheck {
  let scenario: Scenario
  let log: ObservationLog
  let marks: [String: Duration]
  /// Whether all steps were carried out: only then a mark that did not come is a failure.
  let isComplete: Bool

  func add(to failures: [Failure]) -> ([Duration?], [Failure]) {
    var failures = failures
    let spent = scenario.budgets.map { budget in
      let spent = longest(budget)
      if let failure = check(budget, spent) { failures.append(failure) }
      return spent
    }
    return (spent, failures)
  }

  private func check(_ budget: Budget, _ spent: Duration?) -> Failure? {
    let title = "budget '\(budget.name)'"
    guard let spent else {
      return isComplete
        ? Failure(budget.spot, title, expected: "both marks", came: "\(budget.from.words) and \(budget.to.words) did not both come") : nil
    }
    guard spent > budget.within else { return nil }
    return Failure(budget.spot, title, expected: "at most \(budget.within.words)", came: spent.words)
  }

  /// The longest time from a first mark to the second that follows; nil where there is no such pair.
  private func longest(_ budget: Budget) -> Duration? {
    let ends = times(budget.to)
    return times(budget.from).compactMap { begin in ends.first { $0 >= begin }.map { $0 - begin } }.max()
  }

  private func times(_ mark: Budget.Mark) -> [Duration] {
    switch mark {
    case .step(let label): marks[label].map { [$0] } ?? []
    case .message(let wanted): log.seen(wanted.port).filter { !$0.isStale && $0.differences(from: wanted).isEmpty }.map(\.time)
    }
  }
}
