import Testing

import TenCore

@Suite("Properties checked against a schema")
struct SchemaCheckTests {
  static let schema = ObjectSchema(
    [
      .init("rate", PropertySchema(.int32)),
      .init("gain", PropertySchema(.float64)),
      .init("voice", PropertySchema(.object, object: ObjectSchema([.init("id", PropertySchema(.string))], required: ["id"]))),
      .init("tags", PropertySchema(.array, items: PropertySchema(.string))),
      .init("key", PropertySchema(.string, secret: true)),
    ], required: ["rate"])

  @Test("are converted where declared and pass untouched where not")
  func converts() {
    let (result, violations) = Self.schema.check(["rate": 8_000, "gain": 2, "other": 3])
    #expect(violations.isEmpty)
    #expect(result == ["rate": 8_000, "gain": 2.0, "other": 3])
    #expect(result.keys == ["rate", "gain", "other"])
  }

  @Test("are all reported at once, with their paths, in the order of the manifest")
  func reportsAll() {
    let (_, violations) = Self.schema.check(["gain": "loud", "voice": ["name": "x"], "tags": ["a", 1, 2]])
    #expect(violations.map(\.path) == ["gain", "voice.id", "tags[1]", "tags[2]", "rate"])
    #expect(violations[0].message == "'loud' (string) does not fit float64: string does not convert to float64")
    #expect(violations[1].description == "voice.id: the required property is missing")
  }

  @Test("never show a secret in a violation")
  func secret() {
    let (_, violations) = Self.schema.check(["rate": 1, "key": 987_654])
    #expect(violations.map(\.path) == ["key"])
    #expect(violations.allSatisfy { !$0.description.contains("987654") })
  }

  @Test("keep the good conversions beside the bad values")
  func partly() {
    let (result, violations) = Self.schema.check(["rate": "8000", "gain": 2])
    #expect(violations.map(\.path) == ["rate"])
    #expect(result["gain"] == 2.0)
    #expect(result["rate"] == "8000")
  }

  @Test("are read from decimal text only when asked to")
  func leniently() {
    #expect(Self.schema.check(["rate": "8000"]).1.count == 1)
    let (result, violations) = Self.schema.check(["rate": "8000"], leniently: true)
    #expect(violations.isEmpty)
    #expect(result == ["rate": 8_000])
  }

  @Test("pass an empty schema whatever they are")
  func emptySchema() {
    let properties: Properties = ["anything": nil]
    #expect(ObjectSchema().check(properties).0 == properties)
    #expect(ObjectSchema().check(properties).1.isEmpty)
  }

  @Test("may lack what is not required")
  func optional() {
    #expect(Self.schema.check(["rate": 1]).1.isEmpty)
  }

  @Test("are wrong with null in a declared place")
  func null() {
    #expect(Self.schema.check(["rate": nil]).1.map(\.path) == ["rate"])
  }

  @Test("of a required name that the schema does not declare are only looked for")
  func requiredUndeclared() {
    let schema = ObjectSchema([], required: ["x"])
    #expect(schema.check([:]).1.map(\.path) == ["x"])
    #expect(schema.check(["x": [1]]).1.isEmpty)
  }
}
