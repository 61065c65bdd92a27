import Testing

import TenCore

@Suite("A msg_conversion")
struct ConversionApplyTests {
  static func rule(_ path: String, _ value: Value) throws -> Conversion.Rule {
    Conversion.Rule(path: try PropertyPath(path), source: .fixed(value))
  }

  static func copy(_ original: String, to path: String) throws -> Conversion.Rule {
    Conversion.Rule(path: try PropertyPath(path), source: .original(try PropertyPath(original)))
  }

  @Test("drops the sender's properties unless it keeps them")
  func keeps() throws {
    let rules = [try Self.rule("a", 1)]
    #expect(try Conversion(rules: rules).apply(name: "m", properties: ["a": 0, "b": 2]).properties == ["a": 1])
    #expect(try Conversion(keepOriginal: true, rules: rules).apply(name: "m", properties: ["a": 0, "b": 2]).properties == ["a": 1, "b": 2])
  }

  @Test("keeps the name unless a rule writes ten.name")
  func renames() throws {
    #expect(try Conversion(rules: [Self.rule("a", 1)]).apply(name: "m", properties: [:]).name == "m")
    let renamed = try Conversion(rules: [Self.rule("ten.name", "hello")]).apply(name: "m", properties: ["a": 1])
    #expect(renamed.name == "hello")
    #expect(renamed.properties.isEmpty)
  }

  @Test("copies between paths, and makes what is missing on the way")
  func copies() throws {
    let conversion = Conversion(rules: [try Self.copy("in.list[1]", to: "out.items[2].text")])
    let result = try conversion.apply(name: "m", properties: ["in": ["list": ["a", "b"]]])
    #expect(result.properties == ["out": ["items": [nil, nil, ["text": "b"]]]])
  }

  @Test("reads the message's name and takes a name from a property")
  func nameBothWays() throws {
    let conversion = Conversion(rules: [try Self.copy("ten.name", to: "was"), try Self.copy("next", to: "ten.name")])
    let result = try conversion.apply(name: "m", properties: ["next": "n"])
    #expect(result.name == "n")
    #expect(result.properties == ["was": "m"])
  }

  @Test("runs its rules in order, the last one winning, and reads the sender's values only")
  func order() throws {
    let conversion = Conversion(
      keepOriginal: true, rules: [try Self.rule("a", 5), try Self.copy("a", to: "b"), try Self.rule("c", 1), try Self.rule("c", 2)])
    #expect(try conversion.apply(name: "m", properties: ["a": 0]).properties == ["a": 5, "b": 0, "c": 2])
  }

  @Test("says which rule misses what in which message")
  func missing() throws {
    let conversion = Conversion(rules: [try Self.rule("x", 1), try Self.copy("a.b", to: "c")])
    let error = #expect(throws: ConversionError.self) { try conversion.apply(name: "text_data", properties: ["a": 1]) }
    #expect(error?.path == "a.b")
    #expect(error?.reason == "rule 1 of the msg_conversion copies 'a.b' to 'c', but the message 'text_data' has no such property")
  }

  @Test("copies a null, which is a value")
  func null() throws {
    let conversion = Conversion(rules: [try Self.copy("a", to: "b")])
    #expect(try conversion.apply(name: "m", properties: ["a": nil]).properties == ["b": nil])
  }

  @Test(
    "refuses every other field of a message, as source and as target", arguments: ["ten.cmd_id", "ten", "ten.name.x", "ten.name[0]", "ten.timestamp"])
  func fields(_ path: String) throws {
    for rule in [try Self.rule(path, 1), try Self.copy(path, to: "a")] {
      let error = #expect(throws: ConversionError.self) { try Conversion(rules: [rule]).apply(name: "m", properties: ["ten": ["cmd_id": 1]]) }
      #expect(error?.path == path)
      #expect(error?.reason.contains("only 'ten.name'") == true)
    }
  }

  @Test("refuses a name that is no text or empty", arguments: [1, "", nil, ["a"]] as [Value])
  func badName(_ name: Value) throws {
    let conversion = Conversion(rules: [try Self.rule("ten.name", name)])
    #expect(throws: ConversionError.self) { try conversion.apply(name: "m", properties: [:]) }
  }

  @Test("takes a property whose name only starts like ten")
  func tenant() throws {
    #expect(try Conversion(rules: [Self.rule("tenant.id", 1)]).apply(name: "m", properties: [:]).properties == ["tenant": ["id": 1]])
  }
}
