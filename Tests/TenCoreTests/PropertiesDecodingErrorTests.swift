import Testing

import TenCore

@Suite("Properties that do not fit a Codable type")
struct PropertiesDecodingErrorTests {
  struct Item: Codable { var count: Int8 }
  struct Order: Codable { var items: [Item] }

  func path(_ error: DecodingError?) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found), .dataCorrupted(let found): context = found
    default: return "no error"
    }
    return context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/") + ": " + context.debugDescription
  }

  @Test(
    "are refused with the path of what is wrong",
    arguments: [
      (["items": [["count": 1], ["count": 128]]], "items/1/count: the integer is outside of -128 to 127"),
      (["items": [["count": "1"]]], "items/0/count: expected an integer, found string"),
      (["items": [["count": 1.0]]], "items/0/count: expected an integer, found float"),
      (["items": [["count": nil]]], "items/0/count: expected an integer, found null"),
      (["items": [[:]]], "items/0: there is no property 'count'"),
      (["items": [[1]]], "items/0: expected an object, found array"),
      (["items": ["a": 1]], "items: expected an array, found object"),
      ([:], ": there is no property 'items'"),
    ] as [(Properties, String)])
  func paths(_ properties: Properties, _ expected: String) {
    let error = #expect(throws: DecodingError.self) { try PropertiesDecoder().decode(Order.self, from: properties) }
    #expect(path(error) == expected)
  }

  @Test("take an integer for a float only where it is exact")
  func exact() throws {
    let decoder = PropertiesDecoder()
    #expect(try decoder.decodeValue(Double.self, from: 3) == 3)
    #expect(try decoder.decodeValue(Float.self, from: 16_777_216) == 16_777_216)
    #expect(throws: DecodingError.self) { try decoder.decodeValue(Double.self, from: 9_007_199_254_740_993) }
    #expect(throws: DecodingError.self) { try decoder.decodeValue(Float.self, from: 16_777_217) }
    #expect(throws: DecodingError.self) { try decoder.decodeValue(Float.self, from: 1e300) }
    #expect(try decoder.decodeValue(Float.self, from: 0.1) == 0.1)
    #expect(throws: DecodingError.self) { try decoder.decodeValue(Double.self, from: "3") }
  }

  @Test("hold unsigned integers above Int64 only for UInt64 and UInt")
  func unsigned() throws {
    let decoder = PropertiesDecoder()
    #expect(try decoder.decodeValue(UInt64.self, from: .uint(.max)) == .max)
    #expect(try decoder.decodeValue(UInt.self, from: .uint(.max)) == .max)
    #expect(throws: DecodingError.self) { try decoder.decodeValue(Int64.self, from: .uint(.max)) }
    #expect(throws: DecodingError.self) { try decoder.decodeValue(UInt64.self, from: -1) }
  }

  @Test("are refused with a value that no case of an enum has")
  func unknownCase() {
    let error = #expect(throws: DecodingError.self) {
      try PropertiesDecoder().decodeValue([PropertiesCodingTests.Mood].self, from: ["calm", "wild"])
    }
    #expect(path(error).hasPrefix("1: "))
  }

  @Test("are refused when a type reads beyond an array's end")
  func beyond() {
    struct Pair: Decodable {
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        _ = try list.decode(Int.self)
        _ = try list.decode(Int.self)
      }
    }
    let error = #expect(throws: DecodingError.self) { try PropertiesDecoder().decodeValue(Pair.self, from: [1]) }
    #expect(path(error) == "1: the array has only 1 elements")
  }

  @Test("stay at an element that could not be read, so that it can be read as another type")
  func retry() throws {
    struct Either: Decodable {
      var text: String
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        #expect(throws: DecodingError.self) { _ = try list.decode(Int.self) }
        text = try list.decode(String.self)
      }
    }
    #expect(try PropertiesDecoder().decodeValue(Either.self, from: ["a"]).text == "a")
  }

  @Test("give nil for a missing or null optional, and an error for one of another kind")
  func optional() throws {
    struct Maybe: Codable { var a: Int? }
    let decoder = PropertiesDecoder()
    #expect(try decoder.decode(Maybe.self, from: [:]).a == nil)
    #expect(try decoder.decode(Maybe.self, from: ["a": nil]).a == nil)
    #expect(throws: DecodingError.self) { try decoder.decode(Maybe.self, from: ["a": "x"]) }
  }

  @Test("have no other form for a ptr or a buf than their own")
  func noForm() {
    final class Thing: Sendable {}
    #expect(throws: DecodingError.self) { try PropertiesDecoder().decodeValue(Payload.self, from: [1, 2]) }
    #expect(throws: DecodingError.self) { try PropertiesDecoder().decodeValue([UInt8].self, from: .bytes(Payload([1]))) }
    #expect(throws: DecodingError.self) { try PropertiesDecoder().decodeValue(Item.self, from: .reference(.init(Thing()))) }
  }
}
