internal import TenCore
internal import TenGraph

/// Reads patterns of values. Keys that begin with `$` are tests.
struct PatternReader {
  let findings: Findings

  static let tests = ["$any", "$absent", "$regex", "$contains", "$min", "$max", "$not", "$one_of"]

  func read(_ value: Value, at spot: Spot) -> ValuePattern {
    switch value {
    case .object(let object) where object.keys.contains { $0.hasPrefix("$") }: return .tests(object.flatMap { test($0.key, $0.value, spot) })
    case .object(let object): return .object(object.map { ($0.key, read($0.value, at: spot.child($0.key))) })
    case .array(let elements): return .array(elements.enumerated().map { read($1, at: spot.child($0)) })
    default: return .literal(value)
    }
  }

  private func test(_ key: String, _ value: Value, _ spot: Spot) -> [ValuePattern.Test] {
    let spot = spot.child(key)
    switch key {
    case "$any", "$absent":
      guard value == true else { return wrong(key, "true", value, spot) }
      return [key == "$any" ? .any : .absent]
    case "$regex":
      guard let text = value.string else { return wrong(key, "a string", value, spot) }
      do throws(TextPattern.Failure) {
        return [.regex(text, try TextPattern(text))]
      } catch {
        findings.error(.badPattern, "'$regex' is '\(text)', which is no pattern: \(error.reason)", at: spot)
        return []
      }
    case "$contains": return [.contains(read(value, at: spot))]
    case "$not": return [.not(read(value, at: spot))]
    case "$min", "$max":
      guard let number = value.double else { return wrong(key, "a number", value, spot) }
      return [key == "$min" ? .least(number) : .most(number)]
    case "$one_of":
      guard let elements = value.array else { return wrong(key, "an array", value, spot) }
      return [.oneOf(elements.enumerated().map { read($1, at: spot.child($0)) })]
    default:
      let list = "a pattern has the tests \(String.enumeration(Self.tests))"
      findings.error(.unknownKey, "a pattern has no test '\(key)'", at: spot, suggestion: .didYouMean(key, Self.tests) ?? list)
      return []
    }
  }

  private func wrong(_ key: String, _ wanted: String, _ value: Value, _ spot: Spot) -> [ValuePattern.Test] {
    findings.error(.wrongType, "'\(key)' must be \(wanted), not \(value.kindName)", at: spot)
    return []
  }
}
