import TenCore
import TenGraph
import Testing

@Suite struct TENAppFilesTests {
  /// A property file as TEN's examples write it.
  private let app = """
    {"ten": {
      "log": {"handlers": [{"matchers": [{"level": "debug"}], "formatter": {"type": "plain", "colored": false}, "emitter": {"type": "console", "config": {"stream": "stdout"}}}]},
      "predefined_graphs": [{"name": "voice", "auto_start": true, "graph": {
        "nodes": [
          {"type": "extension", "name": "rtc", "addon": "any", "extension_group": "default", "property": {"app_id": "${env:APP_ID}", "app_certificate": "${env:CERT|}", "channel": "ten_agent_test", "publish": true}},
          {"type": "extension", "name": "stt", "addon": "any", "extension_group": "stt", "property": {"params": {"api_key": "${env:KEY}", "threshold": 0.73}}},
          {"type": "extension", "name": "main", "addon": "any", "property": {}}
        ],
        "connections": [
          {"extension": "main", "cmd": [
            {"names": ["on_user_joined", "on_user_left"], "source": [{"extension": "rtc"}]},
            {"names": ["tool_register"], "source": [{"extension": "stt"}]}],
           "data": [{"name": "asr_result", "source": [{"extension": "stt"}]}]},
          {"extension": "rtc", "audio_frame": [
            {"name": "pcm_frame", "source": [{"extension": "main"}]},
            {"name": "pcm_frame", "dest": [{"extension": "stt"}, {"extension": "main"}]}]},
          {"extension": "stt", "cmd": []}
        ]}},
        {"name": "other", "auto_start": false, "graph": {"import_uri": "graphs/other.json"}}]}}
    """
  private let other = #"{"nodes": [{"type": "extension", "name": "x", "addon": "any"}]}"#

  private func bench() throws -> Workbench {
    try Workbench(["property.json": app, "graphs/other.json": other], environment: ["APP_ID": "a", "KEY": "k"])
  }

  @Test func theGraphIsReadAsItIs() throws {
    let graph = try bench().compile("property.json")
    #expect(graph.name == "voice")
    #expect(
      Workbench.routes(graph) == [
        "rtc -cmd:on_user_joined-> main", "rtc -cmd:on_user_left-> main", "stt -cmd:tool_register-> main", "stt -data:asr_result-> main",
        "main -audio_frame:pcm_frame-> rtc", "rtc -audio_frame:pcm_frame-> stt", "rtc -audio_frame:pcm_frame-> main",
      ])
    #expect(graph.groups.map(\.name) == ["default", "stt"])
    #expect(graph.nodes[0].properties["app_certificate"] == "")
    #expect(graph.nodes[1].properties.value(at: "params.threshold") == 0.73)
  }

  @Test func aGraphIsChosenByName() throws {
    #expect(try bench().compile("property.json", graph: "other").nodes.map(\.name) == ["x"])
  }

  @Test func theGraphsAndTheLogAreListed() throws {
    let file = try bench().compiler.graphs(in: "property.json")
    #expect(file.entries.map(\.name) == ["voice", "other"])
    #expect(file.entries.map(\.autoStart) == [true, false])
    #expect(file.log?["handlers"]?.array?.count == 1)
  }

  @Test func structureIsCheckedWithoutExtensionsAndEnvironment() throws {
    let bench = try Workbench(["property.json": app, "graphs/other.json": other], manifests: [])
    #expect(bench.compiler.checkStructure(file: "property.json") == [])
    let full = bench.compiler.check(file: "property.json")
    #expect(full.filter { $0.code == "G040" }.count == 4)
  }

  @Test func graphsMayStandAtTheTopOfTheFile() throws {
    let file = #"{"predefined_graphs": [{"name": "a", "graph": {"nodes": [{"type": "extension", "name": "x", "addon": "any"}]}}]}"#
    #expect(try Workbench(graph: file).compile().name == "a")
  }

  @Test func anOldFileWithNodesInTheEntryLoads() throws {
    let file = """
      {"_ten": {"uri_x": 1, "predefined_graphs": [{"name": "a", "auto_start": true, "nodes": [
        {"type": "extension_group", "name": "g", "addon": "default_extension_group"},
        {"type": "extension", "extension_group": "g", "name": "x", "addon": "any"}, {"type": "extension", "extension_group": "g", "name": "y", "addon": "any"}],
        "connections": [{"extension_group": "g", "extension": "x", "cmd": [{"name": "c", "dest": [{"extension_group": "g", "extension": "y"}]}]}]}]}}
      """.replacingFirst(#""uri_x": 1, "#, "")
    let graph = try Workbench(graph: file).compile()
    #expect(Workbench.routes(graph) == ["x -cmd:c-> y"])
    #expect(graph.warnings.filter { $0.severity != .note }.allSatisfy { $0.code == "G050" })
  }
}
