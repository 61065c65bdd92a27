import Testing

@testable import TenScenario

@Suite struct StepsTests {
  @Test func eachKindOfStepPassesWithAHundredSeeds() throws {
    let results = try Golden.results("passing.test.json", seeds: 0..<100)
    for result in results { #expect(result.hasPassed, "\(TextReport().text(of: result))") }
    #expect(results.count == 15)
    #expect(results.allSatisfy { $0.seeds == 100 })
  }

  @Test func eachKindOfStepFailsWithAllThatIsKnown() throws {
    let results = try Golden.results("failing.test.json")
    for result in results { #expect(!result.hasPassed, "\(result.name)") }
    try Golden.compare(results.map { TextReport().text(of: $0) }.joined(separator: "\n"), with: "failing.txt")
  }

  @Test(arguments: [0, 7, 12_345] as [UInt64]) func twoRunsOfASeedGiveEqualReports(seed: UInt64) throws {
    for name in ["passing.test.json", "failing.test.json"] {
      let first = try Golden.results(name, seeds: seed..<seed + 1)
      let second = try Golden.results(name, seeds: seed..<seed + 1)
      #expect(first == second)
      #expect(first.map { TextReport().text(of: $0) } == second.map { TextReport().text(of: $0) })
    }
  }

  @Test func theFirstSeedThatFailsIsTheLastThatRuns() throws {
    let result = try #require(try Golden.results("failing.test.json", seeds: 5..<50, filter: "over budget").first)
    #expect(result.seeds == 1)
    #expect(result.failure?.seed == 5)
    #expect(TextReport(options: "--extensions out").text(of: result).hasSuffix("--filter 'over budget' --seed 5 --extensions out\n"))
  }

}
