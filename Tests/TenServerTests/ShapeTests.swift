import TenCore
import TenGraph
import Testing

@testable import TenServer

/// A shape checks, and is the schema of what it checks.
@Suite struct ShapeTests {
  private func problems(_ shape: Shape, _ json: String) throws -> [String] { shape.check(try JSON.parse(json)).map(\.pointer) }

  @Test func textsAreCountedInCharactersAsSchemasCountThem() throws {
    let shape = Shape.string(minLength: 2, maxLength: 3)
    #expect(try problems(shape, #""é€""#) == [])
    #expect(try problems(shape, #""👍""#) == [""])
    #expect(try problems(shape, #""abcd""#) == [""])
    #expect(try problems(shape, "7") == [""])
  }

  @Test func aPatternsEndIsTheTextsEnd() throws {
    let shape = Shape.string(pattern: "^s[0-9a-f]{4}$")
    #expect(try problems(shape, #""s01af""#) == [])
    #expect(try problems(shape, #""s01af\n""#) == [""])
    #expect(try problems(shape, #""xs01af""#) == [""])
  }

  @Test func aWholeNumberMayBeWrittenWithAPoint() throws {
    let shape = Shape.integer(minimum: 0, maximum: 5)
    #expect(try problems(shape, "5.0") == [])
    #expect(shape.normalized(.float(5)) == 5)
    for wrong in ["5.5", "6", "-1", "true", #""5""#, "null", "1e300"] { #expect(try problems(shape, wrong) == [""], "\(wrong)") }
  }

  @Test func ofSeveralShapesTheNearestTellsWhatIsWrong() throws {
    let shape = Shape.oneOf([.string(), .object([.init("id", .integer(), required: true)])])
    #expect(try problems(shape, #"{"name": 1}"#) == [""])
    #expect(try problems(shape, #""a""#) == [])
    #expect(try problems(.nullable(.boolean), "null") == [])
    #expect(try problems(.nullable(.boolean), "1") == [""])
  }

  @Test func whatAHandlerRefusesIsSaidAndNotChecked() throws {
    let shape = Shape.narrowed(.string(pattern: "^s[0-9]$"), checked: .string())
    #expect(try problems(shape, #""nothing""#) == [])
    #expect(try problems(shape, "1") == [""])
    #expect(shape.schema == ["type": "string", "pattern": "^s[0-9]$"])
  }

  @Test func aNumbersBoundsHoldForWholeNumbersToo() throws {
    let shape = Shape.number(minimum: 0.5, maximum: 1.5)
    for right in ["0.5", "1", "1.5"] { #expect(try problems(shape, right) == [], "\(right)") }
    for wrong in ["0", "0.49", "2", #""1""#] { #expect(try problems(shape, wrong) == [""], "\(wrong)") }
    #expect(shape.schema == ["type": "number", "minimum": 0.5, "maximum": 1.5])
  }

  @Test func numbersBeyond64BitsAreNotTakenAnywhere() throws {
    let shape = Shape.object([.init("known", .any)], rest: .any)
    for right in ["9223372036854775807", "-9223372036854775808", "9.2e18", "-9.2e18", "0.1", "1e-300"] {
      #expect(try problems(shape, #"{"known": \#(right), "more": [{"deep": \#(right)}]}"#) == [], "\(right)")
    }
    for wrong in ["1.7976931348623157e308", "-1e19", "9.3e18"] {
      #expect(try problems(shape, #"{"known": \#(wrong), "more": [1, {"deep": \#(wrong)}]}"#) == ["/known", "/more/1/deep"], "\(wrong)")
    }
  }

  @Test(arguments: ["a", "a.b", "ä 👍", " a", ".a", "a.", ". a"]) func aChannelThatFitsItsPatternIsTaken(_ name: String) throws {
    #expect(Pattern.matches(name, TENChannel.pattern))
    #expect(try TENChannel.name(in: ["channel_name": .string(name)], ServerConfiguration.Limits()) == name)
  }

  @Test(arguments: ["", " ", ".", "..", "a..b", "a/b", "a\\b", "a\n", "\u{85}"]) func aChannelThatDoesNotFitIsRefused(_ name: String) {
    #expect(!Pattern.matches(name, TENChannel.pattern))
    #expect(throws: APIError.self) { try TENChannel.name(in: ["channel_name": .string(name)], ServerConfiguration.Limits()) }
  }

  @Test func manyProblemsAreToldUpToABound() throws {
    let shape = Shape.array(.boolean, maxItems: 3)
    let text = "[" + Array(repeating: "1", count: 500).joined(separator: ",") + "]"
    #expect(try problems(shape, text).count == 50)
  }

  @Test func theSchemaSaysWhatIsChecked() {
    let shape = Shape.object(
      [
        .init("name", .string(minLength: 1, choices: ["a", "b"]), required: true, "its name"),
        .init("more", .named("More", .array(.any, maxItems: 2))),
      ])
    #expect(
      shape.schema == [
        "type": "object",
        "properties": [
          "name": ["type": "string", "minLength": 1, "enum": ["a", "b"], "description": "its name"], "more": ["$ref": "#/components/schemas/More"],
        ], "required": ["name"], "additionalProperties": false,
      ])
    var components: [String: Value] = [:]
    shape.collectComponents(into: &components)
    #expect(components.keys.sorted() == ["JSON", "More"])
    #expect(components["More"] == ["type": "array", "items": ["$ref": "#/components/schemas/JSON"], "maxItems": 2])
  }
}
