import TenCore
import TenGraph
import Testing

@Suite struct ReadingAManifestTests {
  @Test func ourKeysAreRead() throws {
    let manifest = Manifest(
      json: """
        {"type": "extension", "name": "rtc", "version": "2.0.0", "description": "d", "serial": true, "on_failure": "continue",
         "aliases": ["agora", {"name": "other", "properties": {"params.key": "key"}}],
         "peers": {"llm": {"default": "gpt"}, "avatar": {"optional": true}},
         "api": {
          "start": {"properties": {"channel": {"type": "string"}, "id": {"type": "uint32", "from": "bot_uid", "default": 7, "secret": true}}, "required": ["channel"]},
          "property": {"properties": {"key": {"type": "string", "secret": false, "static": true}, "list": {"type": "array", "items": {"type": "int8"}}}},
          "cmd_in": [{"name": "flush", "urgent": true, "discards": "transient", "result": {"property": {"properties": {"n": {"type": "int32"}}}}}],
          "audio_frame_out": [{"name": "pcm", "turn": "required"}],
          "data_out": [{"name": "partial", "class": "transient"}]
         }}
        """, file: "manifest.json")
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.name == "rtc" && manifest.serial && manifest.onFailure == .continue)
    #expect(manifest.aliases == [Manifest.Alias(name: "agora"), Manifest.Alias(name: "other", properties: ["params.key": "key"])])
    #expect(manifest.peers.map(\.defaultNode) == ["gpt", "avatar"])
    #expect(manifest.start.required == ["channel"])
    #expect(manifest.start["id"]?.from == "bot_uid" && manifest.start["id"]?.defaultValue == 7 && manifest.start["id"]?.secret == true)
    #expect(manifest.properties["key"]?.secret == false && manifest.properties["key"]?.isStatic == true)
    #expect(manifest.properties["list"]?.items.first?.type == .int8)
    let flush = try #require(manifest.message(.in, .command, "flush"))
    #expect(flush.urgent && flush.discardsTransient && flush.result?["n"]?.type == .int32)
    #expect(manifest.message(.out, .audio, "pcm")?.turn == .required)
    #expect(manifest.message(.out, .data, "partial")?.deliveryClass == .transient)
  }

  @Test func aManifestOfTENLoads() {
    let manifest = Manifest(
      json: """
        {"type": "extension", "name": "x_python", "version": "0.1.0", "display_name": {"locales": {}}, "readme": {}, "tags": ["a"],
         "dependencies": [{"type": "system", "name": "ten_runtime_python", "version": "0.11"}], "dev_dependencies": [],
         "package": {"include": ["**.py"]}, "scripts": {"test": "x"}, "supports": [{"os": "linux"}],
         "api": {"property": {"properties": {"params": {"type": "object", "properties": {}}}}, "cmd_in": [{"name": "a", "result": {"property": {}}}]}}
        """, file: "manifest.json")
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.message(.in, .command, "a") != nil)
  }

  @Test func theOldFormOfPropertiesLoads() {
    let manifest = Manifest(
      json: """
        {"type": "extension", "name": "x", "version": "0.1.0", "api": {"property": {"app_id": {"type": "string"}, "n": {"type": "int64"}},
         "cmd_in": [{"name": "a", "property": {"t": {"type": "string"}}, "required": ["t"]}]}}
        """, file: "manifest.json")
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.properties["n"]?.type == .int64)
    #expect(manifest.message(.in, .command, "a")?.schema.required == ["t"])
  }

  @Test func allProblemsAreReportedAtOnceWithTheirLines() {
    let manifest = Manifest(
      json: """
        {"type": "extension", "version": "1.0.0",
         "serail": true,
         "api": {"cmd_in": [{"name": "a",
           "property": {"properties": {"t": {"type": "text"}}}}],
          "data_in": [{"name": "d", "urgent": true}]}}
        """, file: "m.json")
    #expect(manifest.problems.map(\.code).sorted() == ["G003", "G005", "G006", "G062"])
    #expect(manifest.problems.compactMap(\.line).sorted() == [1, 2, 4, 5])
    #expect(manifest.problems.contains { $0.suggestion == "did you mean 'serial'?" })
  }

  @Test func aPropertyIsAStartPropertyOrAnOrdinaryOne() {
    let manifest = Manifest(
      json: """
        {"type": "extension", "name": "x", "version": "1.0.0", "api": {
         "start": {"properties": {"channel": {"type": "string"}}}, "property": {"properties": {"channel": {"type": "string"}}}}}
        """, file: "m.json")
    #expect(manifest.problems.map(\.code) == ["G061"])
  }

  @Test(arguments: ["", "[]", "null", "{", #"{"type": "app", "name": "x", "version": "1"}"#, #"{"api": {"cmd_in": 3, "start": []}}"#])
  func anythingElseHasProblemsAndNeverTraps(_ text: String) {
    #expect(Manifest(json: text, file: "m.json").problems.contains { $0.severity == .error })
  }
}
