internal import TenCore
internal import TenGraph

extension ObjectReader {
  /// A time: `300ms`, `1.5s`, `2m`.
  func time(_ key: String) -> Duration? {
    guard let text = string(key) else { return nil }
    guard let time = Duration(scenario: text) else {
      findings.error(.badValue, "'\(key)' is '\(text)', which is no time", at: spot.child(key), suggestion: "write it as 300ms, 1.5s or 2m")
      return nil
    }
    return time
  }

  func pattern(_ key: String) -> ValuePattern? {
    guard let (value, spot) = value(key) else { return nil }
    return PatternReader(findings: findings).read(value, at: spot)
  }

  /// The members of an object whose keys are names.
  func named(_ key: String) -> [(name: String, value: Value, spot: Spot)] {
    guard let (object, spot) = objectValue(key) else { return [] }
    return object.map { ($0.key, $0.value, spot.child($0.key)) }
  }

  /// An object whose members are strings.
  func texts(_ key: String) -> [String: String] {
    guard let (object, spot) = objectValue(key) else { return [:] }
    let inner = ObjectReader(object, at: spot, KeySet(name: "'\(key)'", keys: object.keys), findings)
    return object.keys.reduce(into: [:]) { $0[$1] = inner.string($1) }
  }

  /// Exactly one of the keys; the others are reported.
  func one(of names: [String], _ what: String) -> String? {
    let present = names.filter(has)
    guard let first = present.first else {
      // A misspelt one has been reported as an unknown key.
      if object.keys.contains(where: { !keys.allows($0) && Suggestion.nearest(to: $0, in: names) != nil }) { return nil }
      findings.error(.missingKey, "\(keys.name) needs \(what)", at: spot, suggestion: "give one of \(String.enumeration(names, "or"))")
      return nil
    }
    for other in present.dropFirst() {
      findings.error(.exclusiveKeys, "\(keys.name) has '\(first)' and '\(other)'; only one of them is possible", at: spot.child(other))
    }
    return first
  }
}

extension Duration {
  /// Reads `300ms`, `1.5s`, `2m`, `1h`; nil for anything else, and for more than a day.
  init?(scenario text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    guard let number = Double(digits), number.isFinite else { return nil }
    let unit: Double
    switch text.dropFirst(digits.count) {
    case "ms": unit = 1
    case "s": unit = 1_000
    case "m": unit = 60_000
    case "h": unit = 3_600_000
    default: return nil
    }
    guard number * unit <= 24 * 3_600_000 else { return nil }
    self = .microseconds(Int64((number * unit * 1_000).rounded()))
  }

  /// `300 ms`, `1.5 s`
  var words: String {
    let microseconds = Int(nanoseconds / 1_000)
    func decimal(_ value: Int, _ places: Int) -> String {
      var scale = 1
      for _ in 0..<places { scale *= 10 }
      var fraction = String(value % scale)
      fraction = String(repeating: "0", count: places - fraction.count) + fraction
      while fraction.last == "0" { fraction.removeLast() }
      return fraction.isEmpty ? "\(value / scale)" : "\(value / scale).\(fraction)"
    }
    return microseconds < 1_000_000 ? "\(decimal(microseconds, 3)) ms" : "\(decimal(microseconds / 1_000, 3)) s"
  }
}
