/// For types that hold a `Value`, and for other coders such as a JSON library's. `PropertiesEncoder` and `PropertiesDecoder` pass values through unchanged.
extension Value: Codable {
  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: ValueKey.self) {
      self = .object(try Properties(keyed))
      return
    }
    if var unkeyed = try? decoder.unkeyedContainer() {
      var elements: [Value] = []
      while !unkeyed.isAtEnd { elements.append(try unkeyed.decode(Value.self)) }
      self = .array(elements)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let bool = try? single.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? single.decode(Int64.self) {
      self = .int(integer)
    } else if let integer = try? single.decode(UInt64.self) {
      self = Value(integer)
    } else if let double = try? single.decode(Double.self) {
      self = .float(double)
    } else {
      self = .string(try single.decode(String.self))
    }
  }

  /// - Throws: `EncodingError` for a buf and a ptr, which other formats have no form for.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .array(let elements):
      var unkeyed = encoder.unkeyedContainer()
      for element in elements { try unkeyed.encode(element) }
    case .object(let properties): try properties.encode(to: encoder)
    case .bytes(let payload): try payload.encode(to: encoder)
    case .reference:
      throw EncodingError.invalidValue(
        self, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "a ptr is an object of this process and has no other form"))
    default:
      var single = encoder.singleValueContainer()
      switch self {
      case .bool(let bool): try single.encode(bool)
      case .int(let integer): try single.encode(integer)
      case .uint(let integer): try single.encode(integer)
      case .float(let double): try single.encode(double)
      case .string(let string): try single.encode(string)
      default: try single.encodeNil()
      }
    }
  }
}

extension Properties: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.container(keyedBy: ValueKey.self))
  }

  fileprivate init(_ keyed: KeyedDecodingContainer<ValueKey>) throws {
    self.init()
    for key in keyed.allKeys { self[key.stringValue] = try keyed.decode(Value.self, forKey: key) }
  }

  public func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: ValueKey.self)
    for (key, value) in self { try keyed.encode(value, forKey: ValueKey(key)) }
  }
}

/// `PropertiesEncoder` and `PropertiesDecoder` keep the bytes as they are; every other coder gets an error, since each has its own idea of bytes in text.
extension Payload: Codable {
  public init(from decoder: any Decoder) throws {
    throw DecodingError.typeMismatch(
      Payload.self, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "expected a buf, which only messages and properties hold")
    )
  }

  public func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self,
      EncodingError.Context(
        codingPath: encoder.codingPath, debugDescription: "a buf has no form here; encode its bytes as text, or send it in a message"))
  }
}
