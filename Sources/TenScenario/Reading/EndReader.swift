internal import TenCore
internal import TenGraph

/// Reads how a session must end.
struct EndReader {
  let findings: Findings

  func read(_ value: Value, _ spot: Spot) -> EndExpectation {
    var end = EndExpectation()
    guard let reader = ObjectReader(value, at: spot, .end, findings) else { return end }
    end.spot = spot
    end.reason = reader.choice("reason", EndReason.Code.self)
    end.node = reader.string("node")
    end.detail = reader.pattern("detail")
    end.within = reader.time("within") ?? end.within
    if reader.has("dropped") {
      let reasons = DropReason.allCases.map(\.key)
      end.dropped = patterns(reader, "dropped") { name, spot in
        if reasons.contains(name) { return }
        let list = "the reasons are \(String.enumeration(reasons))"
        findings.error(.badValue, "messages are never dropped for '\(name)'", at: spot, suggestion: .didYouMean(name, reasons) ?? list)
      }
    }
    if reader.has("errors") { end.errors = patterns(reader, "errors") { _, _ in } }
    return end
  }

  private func patterns(_ reader: ObjectReader, _ key: String, check: (String, Spot) -> Void) -> [String: ValuePattern] {
    var found: [String: ValuePattern] = [:]
    for (name, value, spot) in reader.named(key) {
      check(name, spot)
      found[name] = PatternReader(findings: findings).read(value, at: spot)
    }
    return found
  }
}

/// Reads budgets.
struct BudgetReader {
  let findings: Findings

  func read(_ value: Value, at spot: Spot) -> Budget? {
    guard let reader = ObjectReader(value, at: spot, .budget, findings) else { return nil }
    for key in ["from", "to", "within"] where !reader.has(key) { reader.missing(key) }
    guard let from = mark(reader, "from"), let to = mark(reader, "to"), let within = reader.time("within") else { return nil }
    return Budget(name: reader.string("name") ?? "\(from.words) to \(to.words)", spot: spot, from: from, to: to, within: within)
  }

  private func mark(_ reader: ObjectReader, _ key: String) -> Budget.Mark? {
    guard let (value, spot) = reader.value(key) else { return nil }
    if let label = value.string { return .step(label) }
    guard let inner = ObjectReader(value, at: spot, .mark, findings) else { return nil }
    return ExpectationReader(findings: findings).read(inner).map { .message($0) }
  }
}

extension Budget.Mark {
  var words: String {
    switch self {
    case .step(let label): "'\(label)'"
    case .message(let wanted): wanted.words
    }
  }
}
