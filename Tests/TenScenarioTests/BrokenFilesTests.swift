import TenCore
import TenGraph
import Testing

@testable import TenScenario

@Suite struct BrokenFilesTests {
  private func problems(_ name: String) throws -> [Diagnostic] {
    try #require(throws: Diagnostics.self) { try Golden.load(name) }.list
  }

  @Test func everythingThatIsWrongIsReportedAtOnce() throws {
    let found = try problems("broken.test.json")
    #expect(found.allSatisfy { $0.line != nil && $0.column != nil && $0.severity == .error })
    try Golden.compare(found.map { $0.description + "\n" }.joined(), with: "broken.txt")
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    #expect(try problems("nowhere.test.json").map(\.code) == ["G002"])
  }

  @Test func aGraphIsNoScenario() throws {
    let found = try problems("line.json")
    #expect(found.contains { $0.code == "G003" && $0.message.contains("'connections'") })
    #expect(found.contains { $0.code == "G004" && $0.pointer == "/nodes" })
  }
}
