import TenCore
import TenGraph
import Testing

@Suite struct DrawingAGraphTests {
  private func graph() throws -> CompiledGraph {
    let brain = """
      {"type": "extension", "name": "brain", "version": "1.0.0", "peers": {"llm": {"default": "b"}},
       "api": {"start": {"properties": {"channel": {"type": "string"}, "id": {"type": "uint32", "from": "bot_uid"}}, "required": ["channel"]}}}
      """
    return try Workbench(
      graph: """
        {"nodes": [{"type": "extension", "name": "a", "addon": "brain"}, {"type": "extension", "name": "b", "addon": "any", "extension_group": "slow"}],
         "connections": [{"extension": "a", "data": [{"name": "text", "dest": [{"extension": "b", "fallback": "a"}]}]}], "groups": {"slow": {"thread": true}}}
        """, manifests: [Workbench.plain, brain]
    ).compile()
  }

  @Test func asText() throws {
    #expect(
      GraphRendering.text(try graph()) == """
        graph g
        group default
          a: brain
            takes channel (required)
            takes id from bot_uid
        group slow (a thread of its own)
          b: any
        routes
          a --data:text (else a)--> b
          a - - llm - -> b

        """)
  }

  @Test func asMermaid() throws {
    #expect(
      GraphRendering.mermaid(try graph()) == """
        flowchart LR
          subgraph group0["default"]
            n0["a<br/>brain<br/>takes channel (required), id from bot_uid"]
          end
          subgraph group1["slow"]
            n1["b<br/>any"]
          end
          n0 -->|"data:text (else a)"| n1
          n0 -.->|"llm"| n1

        """)
  }

  @Test func asDot() throws {
    let dot = GraphRendering.dot(try graph())
    #expect(dot.contains(#"n0 -> n1 [label="data:text (else a)"];"#))
    #expect(dot.contains(#"n0 -> n1 [label="llm", style=dashed];"#))
    #expect(dot.contains(#"n1 [label="b\nany"];"#))
  }
}
