import TenCore
import TenGraph
import Testing

@Suite struct JSONRoundTripTests {
  @Test(arguments: [
    "null", "true", "0", "-9223372036854775808", "9223372036854775807", "0.1", "1e-07", "1.7976931348623157e+308", "5e-324", "-0.0",
    #""quote \" backslash \\ newline \n""#, #""🎧 é""#, #""\u0000\u001f""#, "[]", "{}", #"{"b":1,"a":[{"z":null},[],1.5]}"#,
  ])
  func parsingTheTextOfAValueGivesItBack(_ text: String) throws {
    let value = try JSON.parse(text)
    for pretty in [false, true] {
      #expect(try JSON.parse(JSON.text(of: value, pretty: pretty)) == value)
    }
  }

  @Test func theOrderOfKeysIsKept() throws {
    let text = #"{"zebra":1,"apple":2,"mango":{"b":1,"a":2}}"#
    #expect(JSON.text(of: try JSON.parse(text)) == text)
  }

  @Test func prettyTextIsIndented() throws {
    let value = try JSON.parse(#"{"a":[1,{}],"b":[]}"#)
    #expect(JSON.text(of: value, pretty: true) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
  }

  @Test func integersAndFloatsStayApart() throws {
    #expect(try JSON.parse("1") == .int(1))
    #expect(try JSON.parse("1.0") == .float(1))
    #expect(JSON.text(of: .float(1)) == "1.0")
  }

  @Test func whatHasNoJSONFormIsShown() {
    #expect(JSON.text(of: .bytes(Payload([1, 2, 3]))) == #""<3 bytes>""#)
    #expect(JSON.text(of: .float(.infinity)) == "null")
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try JSON.parse([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
  }
}
