import TenCore
import TenGraph
import TenExtensions
import TenRuntime
import Testing

@Suite struct TheTENGraphTests {
  private static let environment = ["AGORA_APP_ID": "970CA35de60c44645bbae8a215061b33", "OPENAI_API_KEY": "o", "HEYGEN_API_KEY": "h"]
  private static let standIns = ["stt": "stt_pocketsphinx", "tts": "tts_flite", "thymia_analyzer": "relay"]

  private func compile(replacing: [String: String] = standIns) throws -> CompiledGraph {
    var catalogue = ExtensionCatalogue()
    for type in allExtensions { try catalogue.add(type.manifest, defaults: type.defaults) }
    let compiler = GraphCompiler(catalogue: catalogue, environment: Self.environment)
    return try compiler.compile(
      file: GraphRun.file("graphs/ten_heygen.json"), graph: "flux_apollo_gpt_5_1_cartesia_heygen", replacing: replacing)
  }

  private func edges(_ graph: CompiledGraph, _ name: String, _ source: String, _ destination: String) -> Int {
    graph.connections.count {
      $0.name == name && graph.nodes[$0.source].name == source && graph.nodes[$0.destination].name == destination
    }
  }

  @Test func itCompilesWithStandInsForTheNodesThatAreNotHere() throws {
    let graph = try compile()
    let addons = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.name, $0.extension) })
    #expect(addons["main_control"] == "main")
    #expect(addons["llm"] == "llm_openai")
    #expect(addons["avatar"] == "avatar")
    #expect(addons["message_collector"] == "message_collector")
    #expect(addons["stt"] == "stt_pocketsphinx")
  }

  @Test func itDoesNotCompileWithoutThem() {
    #expect(throws: Diagnostics.self) { try compile(replacing: [:]) }
  }

  @Test func anEdgeWrittenAtBothEndsIsOne() throws {
    let graph = try compile()
    #expect(edges(graph, "pcm_frame", "tts", "avatar") == 1)
    #expect(edges(graph, "flush", "stt", "main_control") == 1)
    #expect(graph.warnings.count { $0.description.contains("is written twice; it is one edge") } == 2)
  }

  @Test func theChannelComesFromTheStartMessageAlone() throws {
    #expect(try compile().nodes.allSatisfy { $0.properties["channel"] == nil })
  }
}
