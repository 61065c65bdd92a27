import Testing

@testable import TenHost

@Suite struct EnvironmentFileTests {
  @Test func commentsQuotesAndExportsAreRead() throws {
    let found = try EnvironmentFile.parse(
      """
      # a comment

      A=plain # not a part
      export B="two\\nlines \\"quoted\\""
      C='as # it is'
      D=
      E=x#y
      """, path: ".env")
    #expect(found == ["A": "plain", "B": "two\nlines \"quoted\"", "C": "as # it is", "D": "", "E": "x#y"])
  }

  @Test(arguments: [("A=1\nnothing", 2), ("1A=2", 1), ("A=\"open", 1), ("A='x' y", 1)]) func aWrongLineIsNamed(text: String, line: Int) throws {
    let error = try #require(throws: UsageError.self) { try EnvironmentFile.parse(text, path: ".env") }
    #expect(error.description.contains(".env:\(line):"))
  }
}
