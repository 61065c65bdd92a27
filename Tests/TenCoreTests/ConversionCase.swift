import Testing

import TenCore

/// A value, the type that it is to become, and what it becomes; nil: it is refused.
struct ConversionCase: Sendable, CustomTestStringConvertible {
  var value: Value
  var type: ValueType
  var result: Value?
  var testDescription: String { "\(value) as \(type)" }

  init(_ value: Value, _ type: ValueType, _ result: Value?) {
    self.value = value
    self.type = type
    self.result = result
  }
}
