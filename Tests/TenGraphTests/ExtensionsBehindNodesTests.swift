import TenCore
import TenGraph
import Testing

@Suite struct ExtensionsBehindNodesTests {
  static let mic = """
    {"type": "extension", "name": "mic", "version": "1.0.0", "aliases": ["ten_mic", {"name": "vendor", "properties": {"params.level": "gain"}}],
     "api": {"start": {"properties": {"channel": {"type": "string"}}},
      "property": {"properties": {"gain": {"type": "float64"}, "rate": {"type": "int32", "default": 16000}, "key": {"type": "string", "secret": true}}}}}
    """

  private func bench(_ nodes: String, defaults: Properties = [:]) throws -> Workbench {
    var bench = try Workbench(graph: #"{"nodes": [\#(nodes)]}"#, environment: ["K": "v"], manifests: [Workbench.plain])
    try bench.catalogue.add(Manifest(json: Self.mic, file: "m.json"), defaults: defaults, defaultsFile: "ext/mic/property.json")
    return bench
  }

  @Test func aGraphsPropertiesLieOverTheExtensionsOwn() throws {
    let bench = try bench(
      #"{"type": "extension", "name": "a", "addon": "mic", "property": {"params": {"b": 2}, "gain": 3}}"#,
      defaults: ["gain": 1.5, "params": ["a": 1, "b": 1], "key": "${env:K}", "channel": "demo"])
    let node = try bench.compile().nodes[0]
    #expect(node.properties == ["rate": 16000, "gain": 3.0, "params": ["a": 1, "b": 2], "key": "v"])
    #expect(node.secretPaths == ["key"])
  }

  @Test func anErrorInTheExtensionsOwnPropertiesNamesTheirFile() throws {
    let bench = try bench(#"{"type": "extension", "name": "a", "addon": "mic"}"#, defaults: ["params": ["x": "${env:NONE}"]])
    let error = try #require(throws: Diagnostics.self) { try bench.compile() }
    #expect(error.list.map(\.file) == ["ext/mic/property.json"])
    #expect(error.list.map(\.pointer) == ["/params/x"])
  }

  @Test func anAliasStandsForTheExtensionAndRenamesProperties() throws {
    let graph = try bench(
      #"{"type": "extension", "name": "a", "addon": "vendor", "property": {"params": {"level": 2, "x": 1}}}, {"type": "extension", "name": "b", "addon": "ten_mic"}"#
    ).compile()
    #expect(graph.nodes.map(\.extension) == ["mic", "mic"])
    #expect(graph.nodes[0].properties == ["rate": 16000, "params": ["x": 1], "gain": 2.0])
  }

  @Test func aNodesExtensionIsReplacedForOneRun() throws {
    let bench = try bench(#"{"type": "extension", "name": "a", "addon": "nowhere"}"#)
    #expect(try bench.compile(replacing: ["a": "any"]).nodes[0].extension == "any")
    let error = try #require(throws: Diagnostics.self) { try bench.compile(replacing: ["b": "any"]) }
    #expect(error.codes == ["G023", "G040"])
  }

  @Test func aStartValueInTheGraphIsNotUsed() throws {
    let graph = try bench(#"{"type": "extension", "name": "a", "addon": "mic", "property": {"channel": "${env:NOT_SET}"}}"#).compile()
    #expect(graph.nodes[0].properties["channel"] == nil)
    #expect(graph.warnings.map(\.code) == ["G046"])
  }

  @Test func twoExtensionsOfOneNameAreRefused() throws {
    var bench = try bench("")
    let error = try #require(throws: Diagnostics.self) { try bench.catalogue.add(Manifest(name: "vendor")) }
    #expect(error.codes == ["G065"])
  }

  @Test func aManifestWithErrorsIsRefused() throws {
    var catalogue = ExtensionCatalogue()
    let error = try #require(throws: Diagnostics.self) { try catalogue.add(Manifest(json: "{", file: "m.json")) }
    #expect(error.codes == ["G001"])
  }
}
