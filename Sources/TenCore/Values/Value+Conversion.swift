extension Value {
  /// The value as the declared type, by TEN's rules: an integer in range, an integer that a float holds exactly, a float in the range of `float32`;
  /// every other kind must be the declared one. Elements of arrays and declared properties of objects are converted likewise.
  ///
  /// - Parameter leniently: for the environment, the command line and start values: numbers and bools are also taken from their decimal text, and
  ///   numbers given as text where a string is declared. What would lose anything is an error.
  /// - Throws: the first error inside the value, with its path. A value whose schema is secret is never in the error's text.
  public func converted(to schema: PropertySchema, leniently: Bool = false) throws(ConversionError) -> Value {
    var errors: [ConversionError] = []
    let value = adjusted(to: schema, leniently: leniently, hidden: false, &errors)
    if let error = errors.first { throw error }
    return value ?? self
  }

  /// The converted value, or nil where nothing changes (which allocates nothing). Errors are added to `errors`; with one, the result means nothing.
  func adjusted(to schema: PropertySchema, leniently: Bool, hidden: Bool, _ errors: inout [ConversionError]) -> Value? {
    let hidden = hidden || schema.secret == true
    switch (schema.type, self) {
    case (.string, .string), (.bool, .bool), (.buf, .bytes), (.ptr, .reference): return nil
    case (.array, .array(let elements)): return Value.adjusted(elements, of: schema, leniently, hidden, &errors)
    case (.object, .object(let object)):
      return schema.object?.adjusted(object, leniently: leniently, hidden: hidden, &errors).map(Value.object)
    default: break
    }
    do {
      return try scalar(schema.type, leniently: leniently)
    } catch {
      errors.append(ConversionError(kind: kindName, declared: schema.type, shown: hidden ? nil : shown, reason: error.reason))
      return nil
    }
  }

  private static func adjusted(
    _ elements: [Value], of schema: PropertySchema, _ leniently: Bool, _ hidden: Bool, _ errors: inout [ConversionError]
  ) -> Value? {
    guard let items = schema.items.first else { return nil }
    var changed: [Value]?
    for (index, element) in elements.enumerated() {
      let known = errors.count
      if let value = element.adjusted(to: items, leniently: leniently, hidden: hidden, &errors) {
        if changed == nil { changed = elements }
        changed?[index] = value
      }
      for error in known..<errors.count { errors[error].prefix(.index(index)) }
    }
    return changed.map(Value.array)
  }

  private struct Unfit: Error { var reason: String }

  /// A number, or text that is to become one; nil where the value fits as it is.
  private func scalar(_ type: ValueType, leniently: Bool) throws(Unfit) -> Value? {
    switch self {
    case .int(let value) where type.isInteger: return try Self.inRange(type.holds(value), type)
    case .uint(let value) where type.isInteger: return try Self.inRange(type.holds(value), type)
    case .int(let value) where type.isFloat: return .float(try Self.exactly(value, type))
    case .uint(let value) where type.isFloat: return .float(try Self.exactly(value, type))
    case .float(let value) where type.isFloat:
      if type == .float32 && value.isFinite && Float(value).isInfinite { throw Unfit(reason: "it is outside of the range of float32") }
      return nil
    case .float where type.isInteger: throw Unfit(reason: "a float never becomes an integer; give it without a fraction")
    case .string(let text) where leniently: return try Self.parsed(text, type)
    case .int(let value) where leniently && type == .string: return .string("\(value)")
    case .uint(let value) where leniently && type == .string: return .string("\(value)")
    case .float(let value) where leniently && type == .string && value.isFinite: return .string("\(value)")
    default: throw Unfit(reason: "\(kindName) does not convert to \(type.rawValue)")
    }
  }

  private static func inRange(_ fits: Bool, _ type: ValueType) throws(Unfit) -> Value? {
    if fits { return nil }
    throw Unfit(reason: "it is outside of the range of \(type.rawValue) (\(type.rangeText))")
  }

  private static func exactly(_ value: some FixedWidthInteger, _ type: ValueType) throws(Unfit) -> Double {
    let exact = type == .float32 ? Float(exactly: value).map(Double.init) : Double(exactly: value)
    guard let exact else { throw Unfit(reason: "\(type.rawValue) cannot hold this integer exactly") }
    return exact
  }

  private static func parsed(_ text: String, _ type: ValueType) throws(Unfit) -> Value {
    if type == .bool {
      guard text == "true" || text == "false" else { throw Unfit(reason: "the text must be 'true' or 'false'") }
      return .bool(text == "true")
    }
    guard type.isInteger || type.isFloat else { throw Unfit(reason: "string does not convert to \(type.rawValue)") }
    switch DecimalText(text) {
    case .integer:
      guard let value = Int64(text).map(Value.int) ?? UInt64(text).map({ Value($0) }) else { throw Unfit(reason: "the number has more than 64 bits") }
      return try value.scalar(type, leniently: false) ?? value
    case .fraction where type.isFloat:
      // Zero from digits that are not all zero is an underflow: the number would be lost.
      guard let value = Double(text), value.isFinite, value != 0 || DecimalText.isZero(text) else {
        throw Unfit(reason: "the number is outside of the range of float64")
      }
      return try Value.float(value).scalar(type, leniently: false) ?? .float(value)
    case .fraction: throw Unfit(reason: "the text is no integer, and a fraction would be lost")
    case .leadingZero: throw Unfit(reason: "the leading zeros or the sign of zero would be lost")
    case .none: throw Unfit(reason: "the text is no decimal number")
    }
  }
}

extension ValueType {
  /// Whether an integer type's range holds the value.
  func holds(_ value: some BinaryInteger) -> Bool {
    switch self {
    case .int8: Int8(exactly: value) != nil
    case .int16: Int16(exactly: value) != nil
    case .int32: Int32(exactly: value) != nil
    case .int64: Int64(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .uint16: UInt16(exactly: value) != nil
    case .uint32: UInt32(exactly: value) != nil
    case .uint64: UInt64(exactly: value) != nil
    default: false
    }
  }

  /// `-128 to 127`; empty for what is no integer type.
  var rangeText: String {
    switch self {
    case .int8: "\(Int8.min) to \(Int8.max)"
    case .int16: "\(Int16.min) to \(Int16.max)"
    case .int32: "\(Int32.min) to \(Int32.max)"
    case .int64: "\(Int64.min) to \(Int64.max)"
    case .uint8: "0 to \(UInt8.max)"
    case .uint16: "0 to \(UInt16.max)"
    case .uint32: "0 to \(UInt32.max)"
    case .uint64: "0 to \(UInt64.max)"
    default: ""
    }
  }
}
