import TenCore
import TenGraph
import Testing

@Suite struct HugeGraphsTests {
  @Test func edgesThatMultiplyAreBounded() throws {
    let nodes =
      (0..<1_000).map { #"{"type": "extension", "name": "n\#($0)", "addon": "any"}"# } + [
        #"{"type": "selector", "name": "all", "filter": {"field": "name", "operator": "regex", "value": "n"}}"#
      ]
    let names = (0..<1_000).map { "\"m\($0)\"" }.joined(separator: ",")
    let graph = """
      {"nodes": [\(nodes.joined(separator: ","))],
       "connections": [{"selector": "all", "cmd": [{"names": [\(names)], "dest": [{"selector": "all"}]}]}]}
      """
    let found = try Workbench(graph: graph).compiler.checkStructure(file: "g.json")
    #expect(found.contains { $0.severity == .error && $0.message.contains("more than 65536 edges") })
  }

  @Test func thousandsOfProblemsAreReportedInPart() throws {
    let ends = (0..<5_000).map { #"{"extension": "z\#($0)"}"# }.joined(separator: ",")
    let graph = """
      {"nodes": [{"type": "extension", "name": "a", "addon": "any"}], "connections": [{"extension": "a", "cmd": [{"name": "x", "dest": [\(ends)]}]}]}
      """
    let found = try Workbench(graph: graph).compiler.checkStructure(file: "g.json")
    #expect(found.count == 1_001)
    #expect(found.last?.message.contains("only the first 1000") == true)
  }

  @Test func anObjectOfTooManyKeysIsRefused() throws {
    let text = "{" + (0..<5_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
    #expect(throws: Diagnostics.self) { try JSON.parse(text) }
  }
}
