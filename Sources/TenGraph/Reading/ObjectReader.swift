package import TenCore

/// Reads the keys of one JSON object and reports what does not fit, with its place.
package struct ObjectReader {
  package let object: Properties
  package let spot: Spot
  package let keys: KeySet
  package let findings: Findings

  /// nil, and reported, where the value is no object. Unknown keys are reported here.
  package init?(_ value: Value, at spot: Spot, _ keys: KeySet, _ findings: Findings) {
    guard let object = value.object else {
      findings.error(.wrongType, "\(keys.name) must be an object, not \(value.kindName)", at: spot)
      return nil
    }
    self.init(object, at: spot, keys, findings)
    for key in object.keys where !keys.allows(key) {
      let expected = "\(keys.name) has the keys \(String.enumeration(keys.keys)); keys of your own begin with x-"
      let near = String.didYouMean(key, keys.keys) ?? expected
      findings.error(.unknownKey, "\(keys.name) has no key '\(key)'", at: spot.child(key), suggestion: near)
    }
  }

  /// For an object whose keys are names.
  package init(_ object: Properties, at spot: Spot, _ keys: KeySet, _ findings: Findings) {
    self.object = object
    self.spot = spot
    self.keys = keys
    self.findings = findings
  }

  package func has(_ key: String) -> Bool { object[key] != nil }

  package func value(_ key: String) -> (value: Value, spot: Spot)? { object[key].map { ($0, spot.child(key)) } }

  package func string(_ key: String) -> String? {
    guard let value = object[key] else { return nil }
    guard let text = value.string else {
      mismatch(key, value, "a string")
      return nil
    }
    return text
  }

  /// A string that must be there and must not be empty.
  package func requiredString(_ key: String) -> String? {
    guard has(key) else {
      missing(key)
      return nil
    }
    guard let text = string(key) else { return nil }
    guard !text.isEmpty else {
      findings.error(.badValue, "'\(key)' of \(keys.name) is empty", at: spot.child(key))
      return nil
    }
    return text
  }

  /// A name that must be there and be well-formed.
  package func requiredName(_ key: String) -> String? {
    guard let name = requiredString(key) else { return nil }
    guard Self.isName(name) else {
      let suggestion = "a name begins with a letter or _ and has only letters, digits and _ (at most 255)"
      findings.error(.badName, "'\(name)' is no name", at: spot.child(key), suggestion: suggestion)
      return nil
    }
    return name
  }

  package func missing(_ key: String) {
    let related = Suggestion.nearest(to: key, in: object.keys.filter { !keys.allows($0) })
    findings.error(
      .missingKey, "\(keys.name) needs the key '\(key)'", at: spot, suggestion: related.map { "is '\($0)' meant?" })
  }

  package func bool(_ key: String) -> Bool? {
    guard let value = object[key] else { return nil }
    guard let flag = value.bool else {
      mismatch(key, value, "true or false")
      return nil
    }
    return flag
  }

  /// An integer in `range`.
  package func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = object[key] else { return nil }
    guard let number = value.int else {
      mismatch(key, value, "an integer")
      return nil
    }
    guard range.contains(number) else {
      findings.error(.badValue, "'\(key)' is \(number); it must be \(range.lowerBound) to \(range.upperBound)", at: spot.child(key))
      return nil
    }
    return number
  }

  /// The elements with their places; empty where the key is absent.
  package func array(_ key: String) -> [(value: Value, spot: Spot)] {
    guard let value = object[key] else { return [] }
    guard let elements = value.array else {
      mismatch(key, value, "an array")
      return []
    }
    let spot = spot.child(key)
    return elements.enumerated().map { ($1, spot.child($0)) }
  }

  /// An array of strings.
  package func strings(_ key: String) -> [(text: String, spot: Spot)] {
    array(key).compactMap { value, spot in
      guard let text = value.string else {
        findings.error(.wrongType, "'\(key)' must hold strings, not \(value.kindName)", at: spot)
        return nil
      }
      return (text, spot)
    }
  }

  package func objectValue(_ key: String) -> (object: Properties, spot: Spot)? {
    guard let value = object[key] else { return nil }
    guard let object = value.object else {
      mismatch(key, value, "an object")
      return nil
    }
    return (object, spot.child(key))
  }

  /// One of the raw values of an enumeration.
  package func choice<T: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: T.Type) -> T? {
    guard let text = string(key) else { return nil }
    if let value = T(rawValue: text) { return value }
    let names = T.allCases.map(\.rawValue)
    let suggestion = String.didYouMean(text, names) ?? "it must be one of \(String.enumeration(names, "or"))"
    findings.error(.badValue, "'\(key)' cannot be '\(text)'", at: spot.child(key), suggestion: suggestion)
    return nil
  }

  private func mismatch(_ key: String, _ value: Value, _ expected: String) {
    findings.error(.wrongType, "'\(key)' of \(keys.name) must be \(expected), not \(value.kindName)", at: spot.child(key))
  }

  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 255, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}
