public import TenCore

extension Properties {
  /// Reads a JSON object: the properties of a message that came as text. TEN's `set_property_from_json(None, text)`.
  ///
  /// - Parameter text: UTF-8 JSON; integers become 64-bit, the order of the keys is kept.
  /// - Throws: `Diagnostics` with line and column when it is no JSON, or another value than an object.
  public init(json text: String) throws(Diagnostics) {
    let value = try JSON.parse(text)
    guard let object = value.object else {
      throw Diagnostics([
        Diagnostic(
          Rule.wrongType.code, .error, "reading properties from JSON: this is a \(value.kindName), and properties are an object",
          suggestion: "put the value under a key: {\"value\": …}")
      ])
    }
    self = object
  }

  /// The JSON text of the properties, on one line. TEN's `get_property_to_json(None)`. Bytes have no JSON form and are shown by their count.
  public var json: String { JSON.text(of: .object(self)) }
}
