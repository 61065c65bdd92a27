import TenCore
import TenGraph
import Testing

@Suite struct MergingInterfacesTests {
  private func manifest(_ api: String, _ files: [String: String]) -> Manifest {
    Manifest(json: Array(#"{"type": "extension", "name": "x", "version": "1.0.0", "api": \#(api)}"#.utf8), file: "ext/x/manifest.json") { path in
      guard let text = files[path] else { throw FileError(path: path, reason: "No such file or directory") }
      return Array(text.utf8)
    }
  }

  @Test func whatAnInterfaceDeclaresBelongsToTheManifest() {
    let manifest = manifest(
      #"{"interface": [{"import_uri": "../../system/base/api/llm.json"}], "cmd_in": [{"name": "own"}]}"#,
      [
        "system/base/api/llm.json":
          #"{"property": {"properties": {"key": {"type": "string"}}}, "cmd_in": [{"name": "chat"}], "interface": [{"import_uri": "tool.json"}]}"#,
        "system/base/api/tool.json": #"{"cmd_out": [{"name": "tool_register"}]}"#,
      ])
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.messages.map(\.name) == ["own", "chat", "tool_register"])
    #expect(manifest.properties["key"]?.type == .string)
  }

  @Test func twoDifferentDeclarationsAreAnError() {
    let manifest = manifest(
      #"{"interface": [{"import_uri": "i.json"}], "cmd_in": [{"name": "chat", "property": {"properties": {"a": {"type": "string"}}}}]}"#,
      ["ext/x/i.json": #"{"cmd_in": [{"name": "chat"}]}"#])
    #expect(manifest.problems.map(\.code) == ["G063"])
    #expect(manifest.problems.first?.file == "ext/x/i.json")
  }

  @Test func whatAnInterfaceLeavesOpenTheManifestMaySay() {
    let manifest = manifest(
      #"{"interface": [{"import_uri": "i.json"}], "property": {"properties": {"params": {"type": "object", "properties": {"key": {"type": "string"}}}}}}"#,
      [
        "ext/x/i.json":
          #"{"property": {"properties": {"params": {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}}}}"#
      ])
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.properties["params"]?.object?.properties.map(\.name) == ["key", "url"])
    #expect(manifest.properties["params"]?.object?.required == ["url"])
  }

  @Test(arguments: [#"{"type": "string"}"#, #"{"type": "object", "properties": {"key": {"type": "int32"}}}"#])
  func aPropertyOfTwoTypesIsAnError(_ other: String) {
    let manifest = manifest(
      #"{"interface": [{"import_uri": "i.json"}], "property": {"properties": {"params": {"type": "object", "properties": {"key": {"type": "string"}}}}}}"#,
      ["ext/x/i.json": #"{"property": {"properties": {"params": \#(other)}}}"#])
    #expect(manifest.problems.map(\.code) == ["G063"])
  }

  @Test func aCircleIsFound() {
    let manifest = manifest(
      #"{"interface": [{"import_uri": "i.json"}]}"#, ["ext/x/i.json": #"{"interface": [{"import_uri": "./i.json"}]}"#])
    #expect(manifest.problems.map(\.code) == ["G018"])
  }

  @Test func anInterfaceThatIsNotThereIsAWarning() {
    let manifest = manifest(#"{"interface": [{"import_uri": "gone.json"}]}"#, [:])
    #expect(manifest.problems.map(\.code) == ["G064"])
    #expect(manifest.problems.allSatisfy { $0.severity == .warning })
  }
}
