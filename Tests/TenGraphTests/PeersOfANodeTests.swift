import TenCore
import TenGraph
import Testing

@Suite struct PeersOfANodeTests {
  static let brain = """
    {"type": "extension", "name": "brain", "version": "1.0.0", "peers": {"llm": {"default": "llm"}, "face": {"default": "face", "optional": true}}}
    """

  private func compile(_ node: String) throws -> CompiledGraph {
    try Workbench(
      graph:
        #"{"nodes": [{"type": "extension", "name": "main", "addon": "brain"\#(node)}, {"type": "extension", "name": "llm", "addon": "any"}, {"type": "extension", "name": "gpt", "addon": "any"}]}"#,
      manifests: [Workbench.plain, Self.brain]
    ).compile()
  }

  @Test func theDefaultNameIsFoundAndAnOptionalOneMayBeAbsent() throws {
    #expect(try compile("").nodes[0].peers == ["llm": 1])
  }

  @Test func aNodeRenamesAPeer() throws {
    #expect(try compile(#", "peers": {"llm": "gpt"}"#).nodes[0].peers == ["llm": 2])
  }

  @Test func thePropertyOfThatNameMeansTheSame() throws {
    let node = try compile(#", "property": {"peers": {"llm": "gpt", "face": "llm"}, "x": 1}"#).nodes[0]
    #expect(node.peers == ["llm": 2, "face": 1])
    #expect(node.properties == ["x": 1])
  }
}
