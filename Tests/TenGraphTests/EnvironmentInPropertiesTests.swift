import TenCore
import TenGraph
import Testing

@Suite struct EnvironmentInPropertiesTests {
  static let manifest = """
    {"type": "extension", "name": "x", "version": "1.0.0", "api": {"property": {"properties": {
      "port": {"type": "int32"}, "ratio": {"type": "float64"}, "on": {"type": "bool"}, "shown": {"type": "string", "secret": false},
      "key": {"type": "string", "secret": true}, "params": {"type": "object", "properties": {"rate": {"type": "int32"}}}}}}}
    """

  private func node(_ property: String, _ environment: [String: String]) throws -> CompiledNode {
    let graph = #"{"nodes": [{"type": "extension", "name": "n", "addon": "x", "property": \#(property)}]}"#
    return try Workbench(graph: graph, environment: environment, manifests: [Self.manifest]).compile().nodes[0]
  }

  @Test func valuesAreConvertedToTheDeclaredType() throws {
    let node = try node(
      #"{"port": "${env:PORT}", "ratio": "${env:RATIO|0.5}", "on": "${env:ON}", "params": {"rate": "${env:RATE}"}, "free": "${env:PORT}"}"#,
      ["PORT": "8080", "ON": "true", "RATE": "16000"])
    #expect(node.properties["port"] == 8080)
    #expect(node.properties["ratio"] == 0.5)
    #expect(node.properties["on"] == true)
    #expect(node.properties.value(at: "params.rate") == 16000)
    #expect(node.properties["free"] == "8080")
  }

  @Test func aPlaceholderStandsInsideOfText() throws {
    let node = try node(#"{"url": "wss://${env:HOST}:${env:PORT|443}/${env:PATH|}x", "list": [{"a": "${env:HOST}"}]}"#, ["HOST": "example.com"])
    #expect(node.properties["url"] == "wss://example.com:443/x")
    #expect(node.properties.value(at: "list[0].a") == "example.com")
  }

  @Test func escapedAndForeignPlaceholdersStay() throws {
    let node = try node(#"{"a": "\\${env:A} ${name} $5 C:\\dir", "b": "${env:NONE|a\\}b}", "c": "\\\\${env:A}"}"#, ["A": "1"])
    #expect(node.properties["a"] == #"${env:A} ${name} $5 C:\dir"#)
    #expect(node.properties["b"] == "a}b")
    #expect(node.properties["c"] == #"\1"#)
  }

  @Test func valuesFromTheEnvironmentAreSecretUnlessTheManifestSaysOtherwise() throws {
    let node = try node(
      #"{"key": "literal", "shown": "${env:A}", "params": {"rate": "${env:R}", "list": ["x", "${env:A}"]}, "standIn": "${env:NONE|x}"}"#,
      ["A": "1", "R": "8000"])
    #expect(Set(node.secretPaths) == ["key", "params.rate", "params.list[1]"])
  }

  @Test func aVariableThatDoesNotConvertIsNotShown() throws {
    let error = try #require(throws: Diagnostics.self) { try node(#"{"port": "${env:SECRET}"}"#, ["SECRET": "hunter2"]) }
    #expect(error.codes == ["G043"])
    #expect(!error.description.contains("hunter2"))
  }

  @Test func theOrderOfTheFileIsKept() throws {
    let node = try node(#"{"zeta": "${env:A}", "alpha": 1, "beta": "${env:A}"}"#, ["A": "1"])
    #expect(node.properties.keys == ["zeta", "alpha", "beta"])
  }

  @Test func anEmptyVariableIsAValue() throws {
    #expect(try node(#"{"a": "${env:A|x}"}"#, ["A": ""]).properties["a"] == "")
  }
}
