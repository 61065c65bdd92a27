import Testing

import TenCore

@Suite("A Codable type as properties")
struct PropertiesCodingTests {
  enum Mood: String, Codable { case calm, loud }
  enum Shape: Codable, Equatable {
    case circle(radius: Double)
    case none
  }

  struct Inner: Codable, Equatable {
    var name: String
    var score: Float?
  }

  struct Everything: Codable, Equatable {
    var flag = true
    var i8: Int8 = -128, i16: Int16 = -32_768, i32: Int32 = .min, i64: Int64 = .min, i: Int = -1
    var u8: UInt8 = 255, u16: UInt16 = .max, u32: UInt32 = .max, u64: UInt64 = .max, u: UInt = 7
    var float: Float = 0.1
    var double = 1e300
    var text = "ä🙂"
    var inner = Inner(name: "n", score: nil)
    var list = [Inner(name: "a", score: 1.5), Inner(name: "b", score: nil)]
    var holes: [Int?] = [1, nil, 3]
    var grid = [[1, 2], [], [3]]
    var table = ["x": [1], "y": []]
    var mood = Mood.loud
    var shapes = [Shape.circle(radius: 2), .none]
    var maybe: String?
    var bytes = Payload([1, 2, 3])
    var free: Value = ["any": [1, nil, "x"]]
    var more: Properties = ["k": .bytes(Payload([9]))]
  }

  @Test("comes back as it was")
  func roundTrip() throws {
    let value = Everything()
    let properties = try PropertiesEncoder().encode(value)
    #expect(try PropertiesDecoder().decode(Everything.self, from: properties) == value)
  }

  @Test("has the properties that its members say")
  func shape() throws {
    let properties = try PropertiesEncoder().encode(Everything())
    #expect(properties["flag"] == true)
    #expect(properties["u64"] == .uint(.max))
    #expect(properties["i64"] == .int(.min))
    #expect(properties["inner"] == ["name": "n"])
    #expect(properties["holes"] == [1, nil, 3])
    #expect(properties["mood"] == "loud")
    #expect(properties["shapes"] == [["circle": ["radius": 2.0]], ["none": [:]]])
    #expect(properties["maybe"] == nil)
    #expect(properties["free"] == ["any": [1, nil, "x"]])
  }

  @Test("keeps the order of its members, and puts the keys of a dictionary in order")
  func order() throws {
    struct Ordered: Codable { var z = 1, a = 2, table = ["c": 1, "a": 2, "d": 3, "b": 4] }
    let properties = try PropertiesEncoder().encode(Ordered())
    #expect(properties.keys == ["z", "a", "table"])
    #expect(properties["table"]?.object?.keys == ["a", "b", "c", "d"])
  }

  @Test("shares the bytes of a payload instead of copying them")
  func payload() throws {
    struct Holder: Codable { var audio: Payload }
    let payload = Payload([1, 2, 3])
    let properties = try PropertiesEncoder().encode(Holder(audio: payload))
    #expect(properties["audio"]?.bytes?.sharesStorage(with: payload) == true)
    #expect(try PropertiesDecoder().decode(Holder.self, from: properties).audio.sharesStorage(with: payload))
  }

  @Test("may be a dictionary with integer keys")
  func integerKeys() throws {
    let properties = try PropertiesEncoder().encode([3: "c", 1: "a"])
    #expect(properties == ["3": "c", "1": "a"])
    #expect(try PropertiesDecoder().decode([Int: String].self, from: properties) == [3: "c", 1: "a"])
  }

  @Test("may be a class with a superclass")
  func superclass() throws {
    class Base: Codable { var a = 1 }
    final class Derived: Base {
      var b = 2
      private enum Keys: String, CodingKey { case b }
      override init() { super.init() }
      required init(from decoder: any Decoder) throws {
        b = try decoder.container(keyedBy: Keys.self).decode(Int.self, forKey: .b)
        try super.init(from: decoder.container(keyedBy: Keys.self).superDecoder())
      }
      override func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Keys.self)
        try keyed.encode(b, forKey: .b)
        try super.encode(to: keyed.superEncoder())
      }
    }
    let properties = try PropertiesEncoder().encode(Derived())
    #expect(properties == ["b": 2, "super": ["a": 1]])
    let derived = try PropertiesDecoder().decode(Derived.self, from: properties)
    #expect(derived.a == 1 && derived.b == 2)
  }

  @Test("may ask for nested containers itself")
  func nestedContainers() throws {
    let properties = try PropertiesEncoder().encode(HandWritten())
    #expect(properties == ["outer": ["k": 1], "list": [[5, nil], ["k": 2]]])
    _ = try PropertiesDecoder().decode(HandWritten.self, from: properties)
  }

  @Test("that is no keyed value gives a value, but no properties")
  func single() throws {
    #expect(try PropertiesEncoder().encodeValue([1, 2]) == [1, 2])
    #expect(try PropertiesEncoder().encodeValue(Mood.calm) == "calm")
    #expect(try PropertiesEncoder().encodeValue(Int?.none) == nil)
    #expect(throws: EncodingError.self) { try PropertiesEncoder().encode([1, 2]) }
    #expect(try PropertiesDecoder().decodeValue(Mood.self, from: "loud") == .loud)
  }

  @Test("with a secret can be read but never written")
  func secret() throws {
    struct Login: Codable { var user: String, key: Secret }
    let login = try PropertiesDecoder().decode(Login.self, from: ["user": "u", "key": "hunter2"])
    #expect(login.key.reveal() == "hunter2")
    let error = #expect(throws: EncodingError.self) { try PropertiesEncoder().encode(login) }
    #expect(!String(reflecting: error).contains("hunter2"))
    #expect(String(reflecting: error).contains("reveal()"))
  }
}

/// Encodes by hand, with every kind of nested container.
private struct HandWritten: Codable {
  enum Keys: String, CodingKey { case outer, list, k }

  init() {}

  func encode(to encoder: any Encoder) throws {
    var top = encoder.container(keyedBy: Keys.self)
    var outer = top.nestedContainer(keyedBy: Keys.self, forKey: .outer)
    try outer.encode(1, forKey: .k)
    var list = top.nestedUnkeyedContainer(forKey: .list)
    var inner = list.nestedUnkeyedContainer()
    try inner.encode(5)
    try inner.encodeNil()
    var last = list.nestedContainer(keyedBy: Keys.self)
    try last.encode(2, forKey: .k)
  }

  init(from decoder: any Decoder) throws {
    let top = try decoder.container(keyedBy: Keys.self)
    #expect(try top.nestedContainer(keyedBy: Keys.self, forKey: .outer).decode(Int.self, forKey: .k) == 1)
    var list = try top.nestedUnkeyedContainer(forKey: .list)
    var inner = try list.nestedUnkeyedContainer()
    #expect(try inner.decode(Int.self) == 5)
    #expect(try inner.decodeNil())
    #expect(inner.isAtEnd)
    #expect(try list.nestedContainer(keyedBy: Keys.self).decode(Int.self, forKey: .k) == 2)
    #expect(list.currentIndex == 2 && list.count == 2)
  }
}
