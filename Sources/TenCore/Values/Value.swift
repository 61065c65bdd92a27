/// A typed property value: what messages, node properties and start messages carry.
///
/// The cases say what kind of thing a value *is*; how wide an integer or a float may be is said by the `ValueType` that a manifest declares.
/// An integer above `Int64.max` is `.uint`; every other integer is `.int`, so that equal numbers are equal values.
public enum Value: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  /// Only for integers above `Int64.max`; `init(_: UInt64)` chooses.
  case uint(UInt64)
  case float(Double)
  case string(String)
  /// TEN's `buf`: bytes, never copied.
  case bytes(Payload)
  case array([Value])
  case object(Properties)
  /// TEN's `ptr`: an object of this process. It has no JSON form.
  case reference(Reference)

  /// An object of this process, compared by identity.
  public struct Reference: Sendable, Hashable {
    public let object: any AnyObject & Sendable

    public init(_ object: any AnyObject & Sendable) { self.object = object }

    public static func == (a: Self, b: Self) -> Bool { a.object === b.object }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(object)) }
  }

  public init(_ value: Bool) { self = .bool(value) }
  public init(_ value: some SignedInteger & FixedWidthInteger) { self = .int(Int64(value)) }
  public init(_ value: some UnsignedInteger & FixedWidthInteger) {
    self = Int64(exactly: value).map(Value.int) ?? .uint(UInt64(value))
  }
  public init(_ value: some BinaryFloatingPoint) { self = .float(Double(value)) }
  public init(_ value: some StringProtocol) { self = .string(String(value)) }
  public init(_ value: Payload) { self = .bytes(value) }
  public init(_ value: Properties) { self = .object(value) }
  public init(_ value: [Value]) { self = .array(value) }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .float(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: Value...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Properties(elements)) }
}

extension Value {
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var bytes: Payload? { if case .bytes(let value) = self { value } else { nil } }
  public var array: [Value]? { if case .array(let value) = self { value } else { nil } }
  public var object: Properties? { if case .object(let value) = self { value } else { nil } }
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The integer, if this is one that fits `Int`. A float is never an integer here: conversion is the schema's business.
  public var int: Int? {
    switch self {
    case .int(let value): Int(exactly: value)
    case .uint(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number as a `Double`; integers count only where they convert without loss.
  public var double: Double? {
    switch self {
    case .float(let value): value
    case .int(let value): Double(exactly: value)
    case .uint(let value): Double(exactly: value)
    default: nil
    }
  }

  /// The word for this value's kind in errors: `integer`, `text`, `object` …
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int, .uint: "integer"
    case .float: "float"
    case .string: "string"
    case .bytes: "buf"
    case .array: "array"
    case .object: "object"
    case .reference: "ptr"
    }
  }
}
