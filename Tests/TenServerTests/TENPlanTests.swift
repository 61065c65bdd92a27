import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

/// What the nodes of a graph get of TEN's start: the request of the server, planned as a host does it.
@Suite struct TENPlanTests {
  private static let manifests = [
    """
    {"type": "extension", "name": "agora_rtc", "version": "0.1.0", "api": {"start": {"properties": {
      "channel": {"type": "string"}, "stream_id": {"type": "uint32", "from": "bot_uid"},
      "remote_stream_id": {"type": "uint32", "from": "user_uid"}, "token": {"type": "string"}}, "required": ["channel"]}}}
    """,
    """
    {"type": "extension", "name": "avatar", "version": "0.1.0", "api": {
      "start": {"properties": {"channel": {"type": "string"}}, "required": ["channel"]},
      "property": {"properties": {"quality": {"type": "string"}}}}}
    """,
  ]
  private static let graph = """
    {"nodes": [{"type": "extension", "name": "agora_rtc", "addon": "agora_rtc"}, {"type": "extension", "name": "face", "addon": "avatar"}]}
    """

  private func plan(_ body: String) async throws -> [String: StartPlan.Node] {
    let server = try TENServer(["call.json": Self.graph])
    let answer = try await server.post("/start", body)
    try #require(answer.code == "0", "\(answer.message)")
    var catalogue = ExtensionCatalogue()
    for text in Self.manifests { try catalogue.add(Manifest(json: text, file: "manifest.json")) }
    let compiler = GraphCompiler(catalogue: catalogue, environment: [:], readFile: { _ in Array(Self.graph.utf8) })
    let graph = try compiler.compile(file: "call.json")
    var random = SystemRandomNumberGenerator()
    let plan = try StartPlanner.plan(graph, try #require(server.started?.start), random: &random)
    return Dictionary(uniqueKeysWithValues: zip(graph.nodes.map(\.name), plan.nodes))
  }

  @Test func everyNodeThatTakesTheChannelHasIt() async throws {
    let nodes = try await plan(#"{"channel_name": "room", "user_uid": 7, "properties": {"face": {"channel": "other", "quality": "low"}}}"#)
    #expect(nodes["agora_rtc"]?.values["channel"] == "room")
    #expect(nodes["agora_rtc"]?.values["remote_stream_id"] == 7)
    #expect(nodes["face"]?.values["channel"] == "room")
    #expect(nodes["face"]?.properties["quality"] == "low")
  }

  @Test func anAgentWithoutAUIDJoinsAsSomebody() async throws {
    for body in [#"{"channel_name": "room"}"#, #"{"channel_name": "room", "bot_uid": 0}"#] {
      let uid = try #require(await plan(body)["agora_rtc"]?.values["stream_id"]?.int)
      #expect(uid != 0)
    }
    #expect(try await plan(#"{"channel_name": "room", "bot_uid": 12}"#)["agora_rtc"]?.values["stream_id"] == 12)
  }

  @Test func theTokenIsMaskedWhereNoManifestSaysSo() async throws {
    let node = try #require(await plan(#"{"channel_name": "room"}"#)["agora_rtc"])
    #expect(node.values["token"]?.string?.hasPrefix("007") == true)
    #expect(node.secrets.contains("token"))
  }
}
