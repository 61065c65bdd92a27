import Testing

import TenCore

@Suite("A value that another coder reads or writes")
struct ValueCodableTests {
  /// Goes the way of a foreign coder: through the value's own conformance.
  struct Foreign: Codable {
    var value: Value
    init(_ value: Value) { self.value = value }
    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  @Test(
    "comes back as it was",
    arguments: [
      nil, true, false, 0, -1, .int(.min), .int(.max), .uint(.max), 1.5, "", "text", [], [1, nil, ["a": "b"]], [:],
      ["a": ["b": [true, 2.5]], "c": nil],
    ] as [Value])
  func roundTrip(_ value: Value) throws {
    let encoded = try PropertiesEncoder().encodeValue(Foreign(value))
    #expect(encoded == value)
    #expect(try PropertiesDecoder().decodeValue(Foreign.self, from: encoded).value == value)
  }

  @Test("has no form for a buf or a ptr, at any depth")
  func noForm() {
    final class Thing: Sendable {}
    for value in [Value.bytes(Payload([1])), .reference(.init(Thing()))] {
      #expect(throws: EncodingError.self) { try PropertiesEncoder().encodeValue(Foreign(value)) }
    }
  }
}
