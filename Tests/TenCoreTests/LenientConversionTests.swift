import Testing

import TenCore

@Suite("A value from the environment or the command line")
struct LenientConversionTests {
  static let accepted: [ConversionCase] = [
    ConversionCase("17", .int32, 17), ConversionCase("-128", .int8, -128), ConversionCase("0", .uint8, 0),
    ConversionCase("18446744073709551615", .uint64, .uint(.max)),
    ConversionCase("9223372036854775807", .int64, .int(.max)), ConversionCase("4294967295", .uint32, 4_294_967_295),
    ConversionCase("1.5", .float64, 1.5), ConversionCase("17", .float64, 17.0), ConversionCase("-1.5e3", .float32, -1_500.0),
    ConversionCase("0.0", .float64, 0.0),
    ConversionCase("1E2", .float64, 100.0),
    ConversionCase("true", .bool, true), ConversionCase("false", .bool, false),
    ConversionCase(17, .string, "17"), ConversionCase(.uint(.max), .string, "18446744073709551615"), ConversionCase(1.5, .string, "1.5"),
    ConversionCase("007", .string, "007"),
  ]

  @Test("is taken from its decimal text, and a number as text", arguments: accepted)
  func taken(_ given: ConversionCase) throws {
    #expect(try given.value.converted(to: PropertySchema(given.type), leniently: true) == given.result)
  }

  static let lossy: [ConversionCase] = [
    ("1.5", .int32), ("1.0", .int32), ("1e3", .int32), ("0x10", .int32), (" 7", .int32), ("7 ", .int32), ("+7", .int32), ("", .int32), ("-", .int32),
    ("007", .int32), ("-0", .int32), ("1_000", .int32), ("1,5", .float64), ("٣", .int32), ("256", .uint8), ("-1", .uint32),
    ("18446744073709551616", .uint64), ("1e400", .float64), ("1e-400", .float64), ("1e39", .float32), ("nan", .float64), ("inf", .float64),
    ("0x1p3", .float64), (".5", .float64), ("5.", .float64), ("1e", .float64), ("9007199254740993", .float64), ("99999999999999999999", .float64),
    ("yes", .bool), ("1", .bool), ("True", .bool), ("", .bool), ("[]", .array), ("{}", .object), ("abc", .buf),
    (1.5, .int32), (1, .bool), (true, .string), (.float(.nan), .string), (.float(.infinity), .string), (.null, .string),
  ].map { (value: Value, type: ValueType) in ConversionCase(value, type, nil) }

  @Test("is an error when anything would be lost", arguments: lossy)
  func refused(_ given: ConversionCase) {
    #expect(throws: ConversionError.self) { try given.value.converted(to: PropertySchema(given.type), leniently: true) }
  }

  @Test("is converted inside of arrays and objects too")
  func nested() throws {
    let schema = PropertySchema(
      .object, object: ObjectSchema([.init("ports", PropertySchema(.array, items: PropertySchema(.uint16))), .init("on", PropertySchema(.bool))]))
    let value: Value = ["ports": ["80", 443], "on": "true"]
    #expect(try value.converted(to: schema, leniently: true) == ["ports": [80, 443], "on": true])
  }

  @Test("says what is wrong with the text", arguments: [("1.5", "no integer"), ("007", "leading zeros"), ("1e3x", "no decimal number")])
  func reason(_ text: String, _ reason: String) {
    let error = #expect(throws: ConversionError.self) { try Value(text).converted(to: PropertySchema(.int32), leniently: true) }
    #expect(error?.description.contains(reason) == true)
    #expect(error?.description.contains("'\(text)' (string) does not fit int32") == true)
  }

  @Test("of any length is refused without harm")
  func huge() {
    for text in [String(repeating: "9", count: 1_000_000), "0." + String(repeating: "0", count: 1_000_000) + "1"] {
      #expect(throws: ConversionError.self) { try Value(text).converted(to: PropertySchema(.float64), leniently: true) }
    }
  }
}
