import TenCore
import TenGraph
import Testing

@Suite struct BrokenJSONTests {
  private func failure(_ bytes: [UInt8], limits: JSON.Limits = JSON.Limits()) -> Diagnostic? {
    do {
      _ = try JSON.parse(bytes, file: "f.json", limits: limits)
      return nil
    } catch {
      return error.list.first
    }
  }

  private func failure(_ text: String) -> Diagnostic? { failure(Array(text.utf8)) }

  @Test func theErrorNamesLineAndColumn() throws {
    let error = try #require(failure("{\n  \"a\": nope\n}"))
    #expect(error.code == "G001")
    #expect(error.line == 2)
    #expect(error.file == "f.json")
  }

  @Test func aDoubledKeyIsNamed() throws {
    #expect(try #require(failure(#"{"port": 1, "port": 2}"#)).message.contains("'port'"))
  }

  @Test func anIntegerBeyond64BitsIsAnErrorAndNoFloat() throws {
    #expect(try #require(failure("[9223372036854775808]")).message.contains("64 signed bits"))
    #expect(try #require(failure("[1e999]")).message.contains("too large"))
  }

  @Test func textThatIsNotUTF8IsAnError() throws {
    let error = try #require(failure([0x5B, 0x22, 0xFF, 0x22, 0x5D]))
    #expect(error.message.contains("UTF-8"))
  }

  @Test(arguments: [129, 3_000, 1_000_000])
  func depthIsBounded(_ depth: Int) throws {
    let error = try #require(failure(Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)))
    #expect(error.message.contains("128 deep"))
    #expect(error.column == 129)
  }

  @Test func aDepthOf128IsRead() {
    #expect(failure(Array(repeating: UInt8(ascii: "["), count: 128) + Array(repeating: UInt8(ascii: "]"), count: 128)) == nil)
  }

  @Test func lengthIsBounded() throws {
    let error = try #require(failure(Array("[1, 2, 3]".utf8), limits: JSON.Limits(bytes: 4)))
    #expect(error.message.contains("9 bytes; at most 4"))
  }

  @Test func whatStandsNearTheErrorIsNotShown() throws {
    #expect(!(try #require(failure(#"{"token": sk_live_1234}"#))).description.contains("sk_live"))
  }

  @Test func anyCutOfATextEndsInAnErrorAndNeverTraps() {
    let text = Array(#"{"a": [1, -2.5e3, "x\u00e9\n", {"b": null}], "c": true}"#.utf8)
    for length in text.indices { #expect(failure(Array(text[..<length])) != nil) }
    for index in text.indices {
      var changed = text
      changed[index] ^= 0x80
      _ = failure(changed)
    }
  }
}
