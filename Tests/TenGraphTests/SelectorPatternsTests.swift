import TenCore
import TenGraph
import Testing

/// The regular expressions of selectors, seen through a graph.
@Suite struct SelectorPatternsTests {
  private func matches(_ pattern: String, _ name: String) throws -> Bool {
    let filter: Value = ["field": "name", "operator": "regex", "value": .string(pattern)]
    let graph: Value = [
      "nodes": [
        ["type": "extension", "name": .string(name), "addon": "any"], ["type": "extension", "name": "zz_source", "addon": "any"],
        ["type": "selector", "name": "s", "filter": filter],
      ],
      "connections": [["extension": "zz_source", "cmd": [["name": "x", "dest": [["selector": "s"]]]]]],
    ]
    let compiled = try Workbench(graph: JSON.text(of: graph)).compile()
    return compiled.connections.contains { compiled.nodes[$0.destination].name == name }
  }

  @Test(arguments: [
    ("tool", "my_tool_1"), ("^tool$", "tool"), ("a.c", "xabcx"), ("^[a-c]+$", "abcabc"), ("^[^x]*$", "abc"), ("(ab|cd)+ef", "abcdef"),
    ("^a{2,3}$", "aaa"), ("^a{2}$", "aa"), ("^a{2,}$", "aaaa"), (#"\d\w"#, "a1b"), ("^(?:a|b)?c$", "c"), ("", "anything"), ("a*?b", "b"),
    ("^$|a", "a"),
  ])
  func matching(_ pattern: String, _ name: String) throws { #expect(try matches(pattern, name)) }

  @Test(arguments: [("^tool$", "tools"), ("^a{2,3}$", "aaaa"), ("[0-9]", "abc"), ("^(ab)+$", "aba"), ("a|b$", "c"), (#"^\d"#, "a1")])
  func notMatching(_ pattern: String, _ name: String) throws { #expect(try !matches(pattern, name)) }

  @Test(arguments: ["(", ")", "a)", "[a", "*a", "a{", "a{99}", "a{3,1}", #"\"#, #"\q"#, "(?i)a", "[z-a]", String(repeating: "a", count: 300)])
  func brokenPatternsAreReported(_ pattern: String) throws {
    let error = try #require(throws: Diagnostics.self) { try matches(pattern, "a") }
    #expect(error.codes == ["G025"])
  }

  @Test(arguments: ["(a+)+$", "(a|a)*$", "(a*)*b", String(repeating: "(a{0,3}", count: 3) + String(repeating: "){0,3}", count: 3) + "b"])
  func aPatternThatWouldExplodeElsewhereIsHarmless(_ pattern: String) throws {
    #expect(try !matches(pattern + "b", String(repeating: "a", count: 200)))
  }

  @Test func repetitionsThatMakeAPatternTooLargeAreReported() throws {
    let pattern = String(repeating: "(", count: 20) + "a" + String(repeating: "){64}", count: 20)
    let empty = String(repeating: "(", count: 20) + String(repeating: "){64}", count: 20)
    for text in [pattern, empty] {
      let error = try #require(throws: Diagnostics.self) { try matches(text, "a") }
      #expect(error.codes == ["G025"])
    }
  }
}
