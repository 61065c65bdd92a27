import TenCore
import TenGraph
import Testing

@Suite struct PositionsTests {
  private func position(of pointer: String, in text: String) -> [Int?] {
    let located = Diagnostics([Diagnostic("G003", .error, "x", file: "f", pointer: pointer)]).located(in: ["f": Array(text.utf8)])
    return [located.list[0].line, located.list[0].column]
  }

  @Test func aValueIsFoundByItsPointer() {
    let text = "{\n  \"a\": [1,\n    {\"b\": 2}],\n \"c\":\"é\", \"d\": 3 }"
    #expect(position(of: "", in: text) == [1, 1])
    #expect(position(of: "/a/0", in: text) == [2, 9])
    #expect(position(of: "/a/1/b", in: text) == [3, 11])
    #expect(position(of: "/d", in: text) == [4, 16])
  }

  @Test func bracketsAndQuotesInsideOfTextsDoNotConfuse() {
    #expect(position(of: "/b", in: #"{"a": "}]\"{[,:", "b": 1}"#) == [1, 24])
  }

  @Test func escapedKeysAndPointersMeet() {
    #expect(position(of: "/a~1b~0c/0", in: "{\"a/b~c\":\n[1]}") == [2, 2])
    #expect(position(of: "/é", in: "{\n\"\\u00e9\": 1}") == [2, 11])
  }

  @Test func aMissingValueHasThePlaceOfWhatSurroundsIt() {
    #expect(position(of: "/a/b/c", in: "{\n \"a\": {}}") == [2, 7])
  }

  @Test func relatedPlacesAreLocatedToo() {
    var diagnostic = Diagnostic("G003", .error, "x", file: "f", pointer: "/a")
    diagnostic.related = [Diagnostic.Place("y", file: "g", pointer: "/b")]
    let located = Diagnostics([diagnostic]).located(in: ["f": Array(#"{"a":1}"#.utf8), "g": Array("{\n\"b\":1}".utf8)])
    #expect(located.list[0].related[0].line == 2)
  }
}
