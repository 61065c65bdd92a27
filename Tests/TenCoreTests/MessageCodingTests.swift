import Testing

import TenCore

@Suite("A message made of a Codable type")
struct MessageCodingTests {
  struct Order: Codable, Equatable {
    var item: String
    var count: UInt8
  }

  let order = Order(item: "tea", count: 2)

  @Test("has its members as properties and gives it back")
  func roundTrip() throws {
    let command = try Command("order", encoding: order)
    #expect(command.name == "order")
    #expect(command.properties == ["item": "tea", "count": 2])
    #expect(try command.decode(Order.self) == order)
    let data = try DataMessage("order", encoding: order, payload: Payload([7]))
    #expect(data.payload == Payload([7]))
    let back: Order = try data.decode()
    #expect(back == order)
    #expect(try CommandResult(.ok, encoding: order).decode(Order.self) == order)
  }

  @Test("is refused by a type that it does not fit, with the path")
  func unfit() {
    let command = Command("order", ["item": "tea", "count": 256])
    let error = #expect(throws: DecodingError.self) { try command.decode(Order.self) }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(context.codingPath.map(\.stringValue) == ["count"])
  }

  @Test("cannot be made of a value without members")
  func single() {
    #expect(throws: EncodingError.self) { try Command("order", encoding: [order]) }
  }
}
