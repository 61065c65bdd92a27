/// Reads properties as any `Decodable` type, without Foundation: what `message.decode(T.self)` uses.
///
/// Strict, as a schema is: an integer is read as any integer type that holds it and as a float that holds it exactly; text never becomes a number.
/// A buf is read as a `Payload`; `Value` and `Properties` are given as they are. Usable from any thread.
public struct PropertiesDecoder: Sendable {
  public init() {}

  /// - Throws: `DecodingError` with the coding path of what is missing or does not fit.
  public func decode<T: Decodable>(_ type: T.Type, from properties: Properties) throws -> T {
    try decodeValue(type, from: .object(properties))
  }

  /// Any value, also a single one or a list.
  public func decodeValue<T: Decodable>(_ type: T.Type, from value: Value) throws -> T {
    try ValueDecoder(value: value, codingPath: []).decode(type)
  }
}

/// The `Decoder` behind `PropertiesDecoder`: one value, and where it stands.
struct ValueDecoder: Decoder {
  let value: Value
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let properties) = value else { throw mismatch(Properties.self, "an object") }
    return KeyedDecodingContainer(KeyedValueDecoder(properties: properties, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch([Value].self, "an array") }
    return UnkeyedValueDecoder(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// - Parameter wanted: what should stand here, in words.
  func mismatch(_ type: Any.Type, _ wanted: String) -> DecodingError {
    let context = DecodingError.Context(codingPath: codingPath, debugDescription: "expected \(wanted), found \(value.kindName)")
    return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    let number: T?
    switch value {
    case .int(let value): number = T(exactly: value)
    case .uint(let value): number = T(exactly: value)
    default: throw mismatch(type, "an integer")
    }
    guard let number else { throw outOfRange("the integer is outside of \(T.min) to \(T.max)") }
    return number
  }

  func outOfRange(_ reason: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
  }
}

extension ValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let bool) = value else { throw mismatch(type, "a bool") }
    return bool
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let string) = value else { throw mismatch(type, "a string") }
    return string
  }

  func decode(_ type: Double.Type) throws -> Double {
    if let double = value.double { return double }
    switch value {
    case .int, .uint: throw outOfRange("a Double cannot hold this integer exactly")
    default: throw mismatch(type, "a number")
    }
  }

  func decode(_ type: Float.Type) throws -> Float {
    let double = try decode(Double.self)
    let float = Float(double)
    if case .float = value {
      guard float.isFinite || !double.isFinite else { throw outOfRange("the number is outside of the range of Float") }
    } else if Double(float) != double {
      throw outOfRange("a Float cannot hold this integer exactly")
    }
    return float
  }

  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  /// Our own types are given as they are, everything else reads itself.
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if let value = value as? T { return value }
    switch value {
    case .bytes(let payload): if let payload = payload as? T { return payload }
    case .object(let properties): if let properties = properties as? T { return properties }
    default: break
    }
    return try T(from: self)
  }
}
