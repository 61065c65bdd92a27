internal import TenCore
internal import TenGraph

extension ValuePattern {
  /// The pattern as the scenario writes it.
  var words: String {
    switch self {
    case .literal(let value): value.shortText
    case .object(let members): "{" + members.map { "\"\($0.key)\": \($0.pattern.words)" }.joined(separator: ", ") + "}"
    case .array(let patterns): "[" + patterns.map(\.words).joined(separator: ", ") + "]"
    case .tests(let tests): "{" + tests.map(\.words).joined(separator: ", ") + "}"
    }
  }
}

extension ValuePattern.Test {
  fileprivate var words: String {
    switch self {
    case .any: "\"$any\": true"
    case .absent: "\"$absent\": true"
    case .regex(let text, _): "\"$regex\": \(Value(text).shortText)"
    case .contains(let pattern): "\"$contains\": \(pattern.words)"
    case .least(let number): "\"$min\": \(Value(number).shortText)"
    case .most(let number): "\"$max\": \(Value(number).shortText)"
    case .not(let pattern): "\"$not\": \(pattern.words)"
    case .oneOf(let patterns): "\"$one_of\": [\(patterns.map(\.words).joined(separator: ", "))]"
    }
  }
}

extension Value {
  /// JSON on one line, cut where it is long; whole numbers without a fraction.
  var shortText: String {
    if case .float(let number) = self, let whole = Int64(exactly: number) { return "\(whole)" }
    let text = JSON.text(of: self)
    return text.count > 200 ? "\(text.prefix(199))…" : text
  }
}
