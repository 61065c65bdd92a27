import TenCore
import TenGraph
import Testing

/// What can be told of a file's graphs without their extensions.
@Suite struct OutlinesOfAFileTests {
  private func outlines(_ text: String) -> (graphs: [GraphOutline], problems: [Diagnostic]) {
    let bytes = Array(text.utf8)
    return GraphCompiler(catalogue: ExtensionCatalogue(), environment: [:], readFile: { _ in bytes }).outlines(in: "graphs/property.json")
  }

  @Test func eachGraphHasItsNodesWithThoseOfItsSubgraphs() {
    let (graphs, problems) = outlines(
      """
      {"predefined_graphs": [
        {"name": "one", "auto_start": true, "graph": {"nodes": [
          {"type": "extension", "name": "a", "addon": "x"},
          {"type": "subgraph", "name": "s", "graph": {"nodes": [{"type": "extension", "name": "c", "addon": "y"}]}}]}},
        {"name": "two", "nodes": [{"type": "extension", "name": "b", "addon": "x"}]}]}
      """)
    #expect(problems.isEmpty)
    #expect(graphs.map(\.name) == ["one", "two"])
    #expect(graphs.map(\.autoStart) == [true, false])
    #expect(graphs.first?.nodes == [.init(name: "a", addon: "x"), .init(name: "s_c", addon: "y")])
    #expect(graphs.map(\.place.line) == [2, 5])
  }

  @Test func whatIsWrongIsToldWithItsPlaceBesideWhatIsGood() {
    let (graphs, problems) = outlines(
      """
      {"predefined_graphs": [
        {"name": "good", "nodes": [{"type": "extension", "name": "a", "addon": "x"}]},
        {"name": "bad", "nodes": [{"type": "extension", "name": "a", "addon": "x"}],
         "connections": [{"extension": "a", "cmd": [{"name": "m", "dest": [{"extension": "nobody"}]}]}]}]}
      """)
    #expect(graphs.map(\.name).contains("good"))
    #expect(problems.contains { $0.severity == .error && $0.line == 4 && $0.message.contains("nobody") })
  }
}
