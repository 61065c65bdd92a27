import Testing

@testable import TenGraph

@Suite struct DocumentedCodesTests {
  @Test func everyCodeIsInTheDocumentAndNoOther() throws {
    let lines = try Repository.text("docs/diagnostics.md").split(separator: "\n").filter { $0.hasPrefix("| G") }
    let documented = lines.map { String($0.dropFirst(2).prefix(4)) }
    #expect(documented == Rule.allCases.map(\.code))
    #expect(Set(documented).count == documented.count)
  }
}
