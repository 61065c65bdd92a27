import TenCore
import TenGraph
import Testing

@Suite struct ExpandingSelectorsTests {
  private func routes(_ filter: String, _ connections: String) throws -> [String] {
    let graph = """
      {"nodes": [
        {"type": "extension", "name": "main", "addon": "any"}, {"type": "extension", "name": "tool_b", "addon": "any"},
        {"type": "extension", "name": "tool_a", "addon": "other"},
        {"type": "selector", "name": "tools", "filter": \(filter)}], "connections": \(connections)}
      """
    let other = #"{"type": "extension", "name": "other", "version": "1.0.0"}"#
    return Workbench.routes(try Workbench(graph: graph, manifests: [Workbench.plain, other]).compile())
  }

  private let toTools = #"[{"extension": "main", "cmd": [{"name": "go", "dest": [{"selector": "tools"}]}]}]"#

  @Test func aDestinationMeansAllMatchesInTheOrderOfTheFile() throws {
    let routes = try routes(#"{"field": "name", "operator": "regex", "value": "^tool_"}"#, toTools)
    #expect(routes == ["main -cmd:go-> tool_b", "main -cmd:go-> tool_a"])
  }

  @Test func aSourceMeansAllMatches() throws {
    let routes = try routes(
      #"{"field": "name", "operator": "regex", "value": "^tool_"}"#,
      #"[{"extension": "main", "cmd": [{"name": "register", "source": [{"selector": "tools"}]}]}]"#)
    #expect(routes == ["tool_b -cmd:register-> main", "tool_a -cmd:register-> main"])
  }

  @Test func aConnectionOfASelectorWorks() throws {
    let routes = try routes(
      #"{"field": "name", "operator": "regex", "value": "^tool_"}"#,
      #"[{"selector": "tools", "data": [{"name": "log", "dest": [{"extension": "main"}]}]}]"#)
    #expect(routes == ["tool_b -data:log-> main", "tool_a -data:log-> main"])
  }

  @Test func filtersCombine() throws {
    let filter =
      #"{"and": [{"field": "type", "operator": "exact", "value": "extension"}, {"or": [{"field": "addon", "operator": "exact", "value": "other"}, {"field": "name", "operator": "exact", "value": "nobody"}]}]}"#
    #expect(try routes(filter, toTools) == ["main -cmd:go-> tool_a"])
  }
}
