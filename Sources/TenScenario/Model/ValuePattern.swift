internal import TenCore
internal import TenGraph

/// What a value must look like. Objects are compared in part: what the pattern does not name may be there.
indirect enum ValuePattern: Sendable {
  case literal(Value)
  case object([(key: String, pattern: ValuePattern)])
  case array([ValuePattern])
  /// All tests must hold: `{"$min": 1, "$max": 3}`.
  case tests([Test])

  enum Test: Sendable {
    case any
    case absent
    case regex(String, TextPattern)
    case contains(ValuePattern)
    case least(Double)
    case most(Double)
    case not(ValuePattern)
    case oneOf([ValuePattern])
  }

  /// What differs, each with the path to it; empty where the value fits.
  func differences(from value: Value?, at path: String = "") -> [String] {
    let value = value ?? .null
    switch self {
    case .literal(let wanted): return Self.isSame(wanted, value) ? [] : [Self.line(path, "expected \(Self.text(wanted)), got \(Self.text(value))")]
    case .object(let members):
      guard let object = value.object else { return [Self.line(path, "expected an object, got \(Self.text(value))")] }
      return members.flatMap { $0.pattern.differences(from: object[$0.key], at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .array(let patterns):
      guard let elements = value.array else { return [Self.line(path, "expected an array, got \(Self.text(value))")] }
      guard elements.count == patterns.count else { return [Self.line(path, "expected \(patterns.count) elements, got \(elements.count)")] }
      return zip(patterns, elements).enumerated().flatMap { $1.0.differences(from: $1.1, at: "\(path)[\($0)]") }
    case .tests(let tests): return tests.flatMap { $0.differences(from: value, at: path) }
    }
  }

  func fits(_ value: Value?) -> Bool { differences(from: value).isEmpty }

  private static func isSame(_ a: Value, _ b: Value) -> Bool {
    if a == b { return true }
    guard let x = a.double, let y = b.double else { return false }
    return x == y
  }

  static func line(_ path: String, _ text: String) -> String { path.isEmpty ? text : "\(path): \(text)" }

  static func text(_ value: Value) -> String { value.isNull ? "nothing" : value.shortText }
}

extension ValuePattern.Test {
  func differences(from value: Value, at path: String) -> [String] {
    func line(_ expected: String) -> [String] { [ValuePattern.line(path, "expected \(expected), got \(ValuePattern.text(value))")] }
    switch self {
    case .any: return value.isNull ? line("anything") : []
    case .absent: return value.isNull ? [] : line("nothing")
    case .regex(let text, let pattern): return value.string.map(pattern.matches) == true ? [] : line("a text that matches \(text)")
    case .contains(let wanted): return contains(wanted, value) ? [] : line("something that contains \(wanted.words)")
    case .least(let least): return value.double.map { $0 >= least } == true ? [] : line("at least \(Value(least).shortText)")
    case .most(let most): return value.double.map { $0 <= most } == true ? [] : line("at most \(Value(most).shortText)")
    case .not(let pattern): return pattern.fits(value) ? line("not \(pattern.words)") : []
    case .oneOf(let patterns):
      return patterns.contains { $0.fits(value) } ? [] : line("one of \(patterns.map(\.words).joined(separator: ", "))")
    }
  }

  private func contains(_ wanted: ValuePattern, _ value: Value) -> Bool {
    if let elements = value.array { return elements.contains { wanted.fits($0) } }
    guard let text = value.string, case .literal(.string(let part)) = wanted else { return false }
    return text.contains(part)
  }
}
