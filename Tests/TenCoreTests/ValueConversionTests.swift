import Testing

import TenCore

@Suite("A value converted to its declared type")
struct ValueConversionTests {
  static let integers: [ConversionCase] = [
    ConversionCase(127, .int8, 127), ConversionCase(128, .int8, nil), ConversionCase(-128, .int8, -128), ConversionCase(-129, .int8, nil),
    ConversionCase(32_767, .int16, 32_767), ConversionCase(32_768, .int16, nil), ConversionCase(-32_768, .int16, -32_768),
    ConversionCase(-32_769, .int16, nil),
    ConversionCase(2_147_483_647, .int32, 2_147_483_647), ConversionCase(2_147_483_648, .int32, nil),
    ConversionCase(-2_147_483_648, .int32, -2_147_483_648),
    ConversionCase(.int(.max), .int64, .int(.max)), ConversionCase(.int(.min), .int64, .int(.min)), ConversionCase(.uint(.max), .int64, nil),
    ConversionCase(255, .uint8, 255), ConversionCase(256, .uint8, nil), ConversionCase(-1, .uint8, nil),
    ConversionCase(65_535, .uint16, 65_535), ConversionCase(65_536, .uint16, nil),
    ConversionCase(4_294_967_295, .uint32, 4_294_967_295), ConversionCase(4_294_967_296, .uint32, nil), ConversionCase(-1, .uint32, nil),
    ConversionCase(.uint(.max), .uint64, .uint(.max)), ConversionCase(-1, .uint64, nil),
  ]

  static let floats: [ConversionCase] = [
    ConversionCase(3, .float64, 3.0), ConversionCase(9_007_199_254_740_992, .float64, 9_007_199_254_740_992.0),
    ConversionCase(9_007_199_254_740_993, .float64, nil),
    ConversionCase(.uint(1 << 63), .float64, .float(0x1p63)), ConversionCase(.uint(.max), .float64, nil),
    ConversionCase(16_777_216, .float32, 16_777_216.0), ConversionCase(16_777_217, .float32, nil),
    ConversionCase(1e38, .float32, 1e38), ConversionCase(1e39, .float32, nil), ConversionCase(-1e39, .float32, nil),
    ConversionCase(1e39, .float64, 1e39),
    ConversionCase(.float(.infinity), .float32, .float(.infinity)),
  ]

  static let others: [ConversionCase] = [
    ConversionCase(true, .bool, true), ConversionCase("a", .string, "a"), ConversionCase(.bytes(Payload([1])), .buf, .bytes(Payload([1]))),
    ConversionCase([1, "a"], .array, [1, "a"]), ConversionCase(["a": 1], .object, ["a": 1]),
    ConversionCase(1.0, .int32, nil), ConversionCase(1, .bool, nil), ConversionCase(true, .int32, nil), ConversionCase("1", .int32, nil),
    ConversionCase(1, .string, nil), ConversionCase("true", .bool, nil),
    ConversionCase(nil, .string, nil), ConversionCase(nil, .object, nil), ConversionCase("a", .buf, nil), ConversionCase([1], .object, nil),
    ConversionCase(["a": 1], .array, nil), ConversionCase(1, .ptr, nil),
  ]

  @Test("keeps to TEN's rules", arguments: integers + floats + others)
  func strictly(_ given: ConversionCase) throws {
    let result = try? given.value.converted(to: PropertySchema(given.type))
    #expect(result == given.result)
  }

  @Test("keeps the identity of a ptr")
  func reference() throws {
    final class Thing: Sendable {}
    let value = Value.reference(.init(Thing()))
    #expect(try value.converted(to: PropertySchema(.ptr)) == value)
  }

  @Test("follows arrays and objects, and leaves undeclared parts alone")
  func nested() throws {
    let point = ObjectSchema([.init("x", PropertySchema(.float64))], required: ["x"])
    let schema = PropertySchema(.array, items: PropertySchema(.object, object: point))
    let value: Value = [["x": 1, "label": 7], ["x": 2.5]]
    #expect(try value.converted(to: schema) == [["x": 1.0, "label": 7], ["x": 2.5]])
  }

  @Test("names the path of what does not fit inside of it")
  func path() {
    let schema = PropertySchema(.object, object: ObjectSchema([.init("list", PropertySchema(.array, items: PropertySchema(.int8)))]))
    let error = #expect(throws: ConversionError.self) { try (["list": [1, 2, 300]] as Value).converted(to: schema) }
    #expect(error?.path == "list[2]")
    #expect(error?.description == "list[2]: 300 (integer) does not fit int8: it is outside of the range of int8 (-128 to 127)")
  }

  @Test("names a missing required property of a nested object")
  func missing() {
    let schema = PropertySchema(.array, items: PropertySchema(.object, object: ObjectSchema([.init("x", PropertySchema(.int8))], required: ["x"])))
    let error = #expect(throws: ConversionError.self) { try ([["y": 1]] as Value).converted(to: schema) }
    #expect(error?.path == "[0].x")
    #expect(error?.reason == "the required property is missing")
  }

  @Test("never shows a secret in its error, at any depth")
  func secret() {
    let inner = PropertySchema(.object, object: ObjectSchema([.init("pin", PropertySchema(.int8))]), secret: true)
    let cases: [(Value, PropertySchema)] = [("hunter2", PropertySchema(.int32, secret: true)), (["pin": "hunter2"], inner)]
    for (value, schema) in cases {
      let error = #expect(throws: ConversionError.self) { try value.converted(to: schema, leniently: true) }
      #expect(error?.description.contains("hunter2") == false)
      #expect(error?.description.contains("string") == true)
    }
  }

  @Test("shows a long text shortened")
  func long() {
    let error = #expect(throws: ConversionError.self) { try Value(String(repeating: "x", count: 10_000)).converted(to: PropertySchema(.int32)) }
    #expect((error?.description.count ?? .max) < 160)
  }

  @Test("does not convert what only schema-less parts hold", arguments: [ValueType.array, .object])
  func untyped(_ type: ValueType) throws {
    let value: Value = type == .array ? [1, "2", 3.5] : ["a": 1, "b": "2"]
    #expect(try value.converted(to: PropertySchema(type), leniently: true) == value)
  }
}
