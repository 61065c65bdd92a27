import TenExtensions
import TenScenario
import Testing

@Suite struct TheScenariosPassTests {
  static let names = [
    "chaos", "demo", "echo", "four", "ten_heygen", "tone", "voice_assistant", "voice_assistant_heygen", "voice_assistant_local",
  ]

  @Test(arguments: names) func ofEachGraphWithThreeSeeds(name: String) throws {
    let file = try ScenarioFile.load(GraphRun.file("graphs/\(name).test.json"), extensions: allExtensions)
    let suite = ScenarioSuite(extensions: allExtensions, seeds: 0..<3)
    let results = suite.chosen(in: file).compactMap { suite.run($0, of: file) }
    for result in results { #expect(result.hasPassed, "\(TextReport().text(of: result))") }
    #expect(results.count >= 2)
  }
}
