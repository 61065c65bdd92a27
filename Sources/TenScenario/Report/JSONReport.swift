package import TenCore
internal import TenGraph

/// The results as lines of JSON.
package enum JSONReport {
  package static func value(of result: ScenarioResult, milliseconds: Double, again: String?) -> Properties {
    var object: Properties = [
      "type": "scenario", "file": .string(result.file), "name": .string(result.name), "passed": .bool(result.hasPassed), "seeds": Value(result.seeds),
      "virtual_ms": Value(self.milliseconds(result.time)), "wall_ms": Value(milliseconds),
    ]
    if !result.budgets.isEmpty { object["budgets"] = .array(result.budgets.map(budget)) }
    guard let failure = result.failure else { return object }
    object["seed"] = Value(failure.seed)
    object["failures"] = .array(failure.failures.map(describe))
    object["log"] = .array(failure.log.map(Value.string))
    if let again { object["again"] = .string(again) }
    return object
  }

  private static func milliseconds(_ time: Duration) -> Double { Double(time.nanoseconds / 1_000) / 1_000 }

  private static func budget(_ budget: ScenarioResult.BudgetResult) -> Value {
    var object: Properties = ["name": .string(budget.name), "within_ms": Value(milliseconds(budget.within))]
    if let worst = budget.worst {
      object["worst_ms"] = Value(milliseconds(worst))
      object["seed"] = Value(budget.seed)
    }
    return .object(object)
  }

  private static func describe(_ failure: Failure) -> Value {
    var object: Properties = ["title": .string(failure.title), "expected": .string(failure.expected), "came": .string(failure.came)]
    if let file = failure.spot.file { object["file"] = .string(file) }
    if let line = failure.line { object["line"] = Value(line) }
    if let column = failure.column { object["column"] = Value(column) }
    object["pointer"] = .string(failure.spot.pointer)
    if let nearest = failure.nearest { object["nearest"] = .string(nearest) }
    if !failure.differences.isEmpty { object["differences"] = .array(failure.differences.map(Value.string)) }
    if !failure.recent.isEmpty { object["recent"] = .array(failure.recent.map(Value.string)) }
    return .object(object)
  }
}
