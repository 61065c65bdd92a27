import TenCore
import TenGraph
import Testing

@testable import TenScenario

@Suite struct PatternTests {
  private func pattern(_ text: String) throws -> ValuePattern {
    let findings = Findings()
    let pattern = PatternReader(findings: findings).read(try JSON.parse(text), at: Spot("x"))
    #expect(findings.list.isEmpty)
    return pattern
  }

  @Test(arguments: [
    (#"{"a": 1}"#, #"{"a": 1, "b": 2}"#), (#"1"#, "1.0"), (#"{"$any": true}"#, "7"), (#"{"a": {"$absent": true}}"#, #"{"b": 1}"#),
    (#"{"$regex": "^a.c$"}"#, #""abc""#), (#"{"$contains": "b"}"#, #""abc""#), (#"{"$contains": {"x": 1}}"#, #"[{"x": 2}, {"x": 1, "y": 3}]"#),
    (#"{"$min": 2, "$max": 3}"#, "2.5"), (#"{"$not": {"$regex": "x"}}"#, #""abc""#), (#"{"$one_of": [1, "a"]}"#, #""a""#),
    (#"[1, {"$any": true}]"#, "[1, 2]"),
  ]) func itFits(wanted: String, value: String) throws {
    #expect(try pattern(wanted).differences(from: JSON.parse(value)) == [])
  }

  @Test(arguments: [
    (#"{"a": 1}"#, #"{"a": 2}"#, "a: expected 1, got 2"), (#"{"a": {"b": "x"}}"#, #"{"a": {}}"#, #"a.b: expected "x", got nothing"#),
    (#"{"$any": true}"#, "null", "expected anything, got nothing"), (#"{"$absent": true}"#, "1", "expected nothing, got 1"),
    (#"{"$regex": "^b"}"#, #""abc""#, #"expected a text that matches ^b, got "abc""#),
    (#"{"$contains": "x"}"#, #""abc""#, #"expected something that contains "x", got "abc""#), (#"{"$min": 2}"#, "1", "expected at least 2, got 1"),
    (#"{"$max": 2}"#, "3", "expected at most 2, got 3"), (#"{"$not": 1}"#, "1", "expected not 1, got 1"),
    (#"{"$one_of": [1, 2]}"#, "3", "expected one of 1, 2, got 3"), (#"[1]"#, "[1, 2]", "expected 1 elements, got 2"),
    (#"[1, 2]"#, "[1, 3]", "[1]: expected 2, got 3"), (#"{"a": 1}"#, "7", "expected an object, got 7"),
  ]) func itTellsWhatDiffers(wanted: String, value: String, difference: String) throws {
    #expect(try pattern(wanted).differences(from: JSON.parse(value)) == [difference])
  }

  @Test func unknownTestsAndWrongKindsAreReported() throws {
    let findings = Findings()
    _ = PatternReader(findings: findings).read(
      try JSON.parse(#"{"a": {"$regx": "x"}, "b": {"$min": "x"}, "c": {"$regex": "("}, "d": {"$any": 1}}"#), at: Spot("x"))
    #expect(findings.list.map(\.pointer) == ["/a/$regx", "/b/$min", "/c/$regex", "/d/$any"])
    #expect(findings.list.first?.suggestion == "did you mean '$regex'?")
  }
}
