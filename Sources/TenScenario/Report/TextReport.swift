internal import TenCore

/// A report for people. Without wall-clock times: two runs of a seed give the same text.
package struct TextReport {
  package enum Style: Sendable { case plain, good, bad, quiet }
  /// Colours a piece of text, or gives it back as it is.
  let paint: (Style, String) -> String
  /// Further options of the command, which a repetition needs: `--extensions out`.
  let options: String

  package init(options: String = "", paint: @escaping (Style, String) -> String = { $1 }) {
    self.options = options
    self.paint = paint
  }

  package func text(of result: ScenarioResult) -> String {
    let seeds = result.seeds == 1 ? "" : "  \(result.seeds) seeds"
    guard let failure = result.failure else {
      return "\(paint(.good, "pass"))  \(result.name)\(paint(.quiet, "\(seeds)  \(result.time.words)"))\n" + budgets(result)
    }
    let before = result.seeds > 1 ? paint(.quiet, "  (\(result.seeds - 1) seeds before it passed)") : ""
    var text = "\(paint(.bad, "FAIL"))  \(result.name)  seed \(failure.seed)\(before)\n" + budgets(result)
    for one in failure.failures { text += describe(one) }
    if !failure.log.isEmpty {
      text += "    the session's log\n" + failure.log.map { paint(.quiet, "      \($0)") + "\n" }.joined()
    }
    return text + "    again: \(again(result, failure))\n"
  }

  /// The command line that repeats a failure.
  package func again(_ result: ScenarioResult, _ failure: ScenarioResult.SeedFailure) -> String {
    let name = result.name.replacing("'", with: "'\\''")
    let file = result.file.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x27 } ? result.file : "'\(result.file.replacing("'", with: "'\\''"))'"
    return "tenhost test \(file) --filter '\(name)' --seed \(failure.seed)" + (options.isEmpty ? "" : " \(options)")
  }

  private func budgets(_ result: ScenarioResult) -> String {
    result.budgets.map { budget in
      let seed = result.seeds > 1 ? " (seed \(budget.seed))" : ""
      let worst = budget.worst.map { "\(result.seeds > 1 ? "worst " : "")\($0.words)\(seed)" } ?? "not measured"
      return paint(.quiet, "      budget '\(budget.name)': \(worst) of \(budget.within.words)") + "\n"
    }.joined()
  }

  private func describe(_ failure: Failure) -> String {
    var lines = ["    \(failure.place): \(failure.title)", "      expected  \(failure.expected)", "      came      \(failure.came)"]
    if let nearest = failure.nearest { lines.append("      nearest   \(nearest)") }
    lines += failure.differences.map { "        \($0)" }
    if !failure.recentTitle.isEmpty { lines.append("      \(failure.recentTitle)" + (failure.recent.isEmpty ? "" : ":")) }
    lines += failure.recent.map { "        \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `12 scenarios passed` or `1 of 12 scenarios failed`
  package static func summary(_ results: [ScenarioResult]) -> String {
    let failed = results.count { !$0.hasPassed }
    let all = results.count == 1 ? "1 scenario" : "\(results.count) scenarios"
    return failed == 0 ? "\(all) passed" : "\(failed) of \(all) failed"
  }
}
