import TenCore
import TenGraph
import Testing

@Suite struct ConversionsOfConnectionsTests {
  @Test func rulesAndResultAreCompiled() throws {
    let graph = try Workbench(
      graph: """
        {"nodes": [{"type": "extension", "name": "a", "addon": "any"}, {"type": "extension", "name": "b", "addon": "any"}],
         "connections": [{"extension": "a", "cmd": [{"name": "ask", "dest": [{"extension": "b", "msg_conversion": {"type": "per_property", "keep_original": true,
          "rules": [{"path": "_ten.name", "conversion_mode": "fixed_value", "value": "question"},
                    {"path": "opt[1].lang", "conversion_mode": "from_original", "original_path": "language"}],
          "result": {"type": "per_property", "rules": [{"path": "text", "conversion_mode": "from_original", "original_path": "detail"}]}}}]}]}]}
        """
    ).compile()
    let connection = try #require(graph.connections.first)
    #expect(
      connection.conversion
        == Conversion(
          keepOriginal: true,
          rules: [
            Conversion.Rule(path: try PropertyPath("ten.name"), source: .fixed("question")),
            Conversion.Rule(path: try PropertyPath("opt[1].lang"), source: .original(try PropertyPath("language"))),
          ]))
    #expect(
      connection.resultConversion
        == Conversion(rules: [Conversion.Rule(path: try PropertyPath("text"), source: .original(try PropertyPath("detail")))]))
  }
}
