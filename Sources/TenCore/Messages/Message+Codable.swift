extension Message {
  /// The properties as any `Decodable` type; by the rules of `PropertiesDecoder`.
  /// - Throws: `DecodingError` with the path of what is missing or does not fit.
  public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
    try PropertiesDecoder().decode(type, from: properties)
  }
}

extension Command {
  /// A command with the members of `value` as its properties; by the rules of `PropertiesEncoder`.
  public init(_ name: MessageName, encoding value: some Encodable) throws {
    self.init(name, try PropertiesEncoder().encode(value))
  }
}

extension CommandResult {
  /// A result with the members of `value` as its properties.
  public init(_ status: Status, encoding value: some Encodable) throws {
    self.init(status, try PropertiesEncoder().encode(value))
  }
}

extension DataMessage {
  /// A data message with the members of `value` as its properties.
  public init(_ name: MessageName, encoding value: some Encodable, payload: Payload = Payload()) throws {
    self.init(name, try PropertiesEncoder().encode(value), payload: payload)
  }
}
