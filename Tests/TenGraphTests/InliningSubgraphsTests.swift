import TenCore
import TenGraph
import Testing

@Suite struct InliningSubgraphsTests {
  private let files = [
    "app/g.json": """
    {"nodes": [
      {"type": "extension", "name": "mic", "addon": "any"},
      {"type": "subgraph", "name": "voice", "graph": {"import_uri": "parts/voice.json"}, "property": {"speed": 2}},
      {"type": "extension", "name": "out", "addon": "any", "depends_on": ["voice_tts"]}
    ], "connections": [
      {"extension": "mic", "audio_frame": [{"name": "pcm", "dest": [{"subgraph": "voice"}]}]},
      {"extension": "out", "audio_frame": [{"name": "speech", "source": [{"subgraph": "voice"}]}]},
      {"subgraph": "voice", "cmd": [{"name": "flush", "source": [{"extension": "mic"}]}]},
      {"extension": "mic", "data": [{"name": "direct", "dest": [{"extension": "voice:asr"}, {"extension": "voice_inner_x"}]}]}
    ]}
    """,
    "app/parts/voice.json": """
    {"nodes": [
      {"type": "extension", "name": "asr", "addon": "any"},
      {"type": "extension", "name": "tts", "addon": "any", "property": {"speed": 1, "voice": "a"}, "depends_on": ["asr"]},
      {"type": "subgraph", "name": "inner", "graph": {"import_uri": "${app_base_dir}/parts/inner.json"}}
    ], "connections": [{"extension": "asr", "data": [{"name": "text", "dest": [{"extension": "tts", "fallback": "asr"}]}]}],
     "exposed_messages": [
      {"type": "audio_frame_in", "name": "pcm", "extension": "asr"},
      {"type": "audio_frame_out", "name": "speech", "extension": "tts"},
      {"type": "cmd_in", "name": "flush", "subgraph": "inner"}],
     "exposed_properties": [{"extension": "tts", "name": "speed"}]}
    """,
    "app/parts/inner.json": """
    {"nodes": [{"type": "extension", "name": "x", "addon": "any"}], "exposed_messages": [{"type": "cmd_in", "name": "flush", "extension": "x"}]}
    """,
  ]

  @Test func nodesAreRenamedAndMessagesMapped() throws {
    let graph = try Workbench(files).compile("app/g.json")
    #expect(graph.nodes.map(\.name) == ["mic", "voice_asr", "voice_tts", "voice_inner_x", "out"])
    #expect(
      Workbench.routes(graph) == [
        "voice_asr -data:text-> voice_tts", "mic -audio_frame:pcm-> voice_asr", "voice_tts -audio_frame:speech-> out",
        "mic -cmd:flush-> voice_inner_x", "mic -data:direct-> voice_asr", "mic -data:direct-> voice_inner_x",
      ])
    #expect(graph.connections[0].fallback == 1)
  }

  @Test func exposedPropertiesReachTheirNode() throws {
    let graph = try Workbench(files).compile("app/g.json")
    #expect(graph.nodes[2].properties == ["speed": 2, "voice": "a"])
  }

  @Test func namesInsideOfASubgraphMeanItsOwnNodesFirst() throws {
    let graph = try Workbench(files).compile("app/g.json")
    #expect(graph.nodes[2].dependsOn == [1])
    #expect(graph.nodes[4].dependsOn == [2])
  }

  @Test func anErrorInAPushedPropertyPointsAtTheSubgraphNode() throws {
    var files = files
    files["app/g.json"] = files["app/g.json"]?.replacingFirst(#"{"speed": 2}"#, #"{"speed": "${env:NONE}"}"#)
    let error = try #require(throws: Diagnostics.self) { try Workbench(files).compile("app/g.json") }
    let missing = try #require(error.list.first { $0.code == "G041" })
    #expect(missing.file == "app/g.json")
    #expect(missing.pointer == "/nodes/1/property/speed")
    #expect(missing.line == 3)
  }

  @Test func subgraphsThatMultiplyAreBounded() throws {
    var files = ["g.json": Self.twice("f0.json")]
    for level in 0..<30 { files["f\(level).json"] = Self.twice("f\(level + 1).json") }
    files["f30.json"] = #"{"nodes": [{"type": "extension", "name": "a", "addon": "any"}]}"#
    let error = try #require(throws: Diagnostics.self) { try Workbench(files).compile() }
    #expect(error.list.contains { $0.message.contains("more than 4096 nodes") })
  }

  private static func twice(_ file: String) -> String {
    """
    {"nodes": [{"type": "subgraph", "name": "a", "graph": {"import_uri": "\(file)"}}, {"type": "subgraph", "name": "b", "graph": {"import_uri": "\(file)"}}]}
    """
  }
}
