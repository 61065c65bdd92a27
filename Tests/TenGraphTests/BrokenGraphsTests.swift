import TenCore
import TenGraph
import Testing

/// Every broken graph of the golden files is reported with exactly the codes, pointers and lines that are written there by hand.
@Suite struct BrokenGraphsTests {
  @Test(arguments: try GoldenCase.cases(in: "files.txt"))
  func filesAndImports(_ golden: GoldenCase) throws { try compare(golden) }

  @Test(arguments: try GoldenCase.cases(in: "nodes.txt"))
  func nodes(_ golden: GoldenCase) throws { try compare(golden) }

  @Test(arguments: try GoldenCase.cases(in: "connections.txt"))
  func connections(_ golden: GoldenCase) throws { try compare(golden) }

  @Test(arguments: try GoldenCase.cases(in: "extensions.txt"))
  func extensions(_ golden: GoldenCase) throws { try compare(golden) }

  @Test func thereAreAtLeastSixtyOfThem() throws {
    let files = ["files.txt", "nodes.txt", "connections.txt", "extensions.txt"]
    let broken = try files.flatMap { try GoldenCase.cases(in: $0) }.filter { !$0.expected.isEmpty }
    #expect(broken.count >= 60)
    #expect(Set(broken.map(\.title)).count == broken.count)
  }

  private func compare(_ golden: GoldenCase) throws {
    let reported = try golden.reported()
    #expect(reported.map(GoldenCase.text).sorted() == golden.expected, "\(Diagnostics(reported))")
  }
}
