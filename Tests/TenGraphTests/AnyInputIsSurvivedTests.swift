import TenCore
import TenGraph
import Testing

/// Takes good files apart: every value is replaced by values of other kinds, and left out. Nothing may trap, and what breaks must be reported.
@Suite struct AnyInputIsSurvivedTests {
  private static let graph = """
    {"ten": {"log": {}, "predefined_graphs": [{"name": "g", "auto_start": true, "graph": {
      "nodes": [
        {"type": "extension", "name": "a", "addon": "x", "extension_group": "io", "property": {"p": "${env:A|1}", "ten": {"path_timeout": {"in_path": 9, "out_path": 5}}},
         "depends_on": ["b"], "on_failure": "end", "inbox": {"data": {"count": 1, "policy": "reject"}, "bytes": 4096}, "deadlines": {"stop": 1}, "peers": {"r": "b"}},
        {"type": "extension", "name": "b", "addon": "x"},
        {"type": "subgraph", "name": "s", "graph": {"nodes": [{"type": "extension", "name": "c", "addon": "x"}],
         "exposed_messages": [{"type": "cmd_in", "name": "m", "extension": "c"}], "exposed_properties": [{"name": "q", "extension": "c"}]}, "property": {"q": 1}},
        {"type": "selector", "name": "z", "filter": {"and": [{"field": "name", "operator": "regex", "value": "^a"}]}}],
      "connections": [
        {"extension": "a", "cmd": [{"names": ["m"], "dest": [{"subgraph": "s"}, {"selector": "z"}, {"extension": "b", "fallback": "a", "msg_conversion": {
          "type": "per_property", "keep_original": true, "rules": [{"path": "ten.name", "conversion_mode": "fixed_value", "value": "n"}],
          "result": {"type": "per_property", "rules": [{"path": "d", "conversion_mode": "from_original", "original_path": "e"}]}}}]}]},
        {"selector": "z", "data": [{"name": "t", "source": [{"extension": "a"}]}]}],
      "groups": {"io": {"thread": true}}}}]}}
    """
  private static let manifest = """
    {"type": "extension", "name": "x", "version": "1.0.0", "aliases": [{"name": "y", "properties": {"a.b": "c"}}], "peers": {"r": {"default": "b", "optional": true}},
     "api": {"start": {"properties": {"channel": {"type": "string", "from": "room", "default": "d"}}, "required": ["channel"]},
      "property": {"properties": {"p": {"type": "int32"}, "o": {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "bool"}}}}}},
      "interface": [{"import_uri": "i.json"}],
      "cmd_in": [{"name": "m", "urgent": true, "discards": "transient", "property": {"properties": {"k": {"type": "string"}}}, "result": {"property": {}}}],
      "data_out": [{"name": "t", "class": "durable", "turn": "none"}]}}
    """

  @Test func theFilesThemselvesAreGood() throws {
    let graph = try Workbench(graph: Self.graph, manifests: [Self.manifest]).compile()
    #expect(graph.nodes.map(\.name) == ["a", "b", "s_c"])
    #expect(graph.warnings.allSatisfy { $0.code == "G050" }, "\(Diagnostics(graph.warnings))")
  }

  @Test func anyValueOfAGraphMayBeWrong() throws {
    for text in Self.broken(try JSON.parse(Self.graph)) {
      let bench = try Workbench(graph: text, manifests: [Self.manifest])
      let structure = bench.compiler.checkStructure(file: "g.json")
      let all = bench.compiler.check(file: "g.json")
      #expect(Set(structure).isSubset(of: all))
      #expect(all.allSatisfy { $0.line != nil })
      if structure.contains(where: { $0.severity == .error }) {
        #expect(throws: Diagnostics.self) { try bench.compile() }
      }
    }
  }

  @Test func anyValueOfAManifestMayBeWrong() throws {
    for text in Self.broken(try JSON.parse(Self.manifest)) {
      let manifest = Manifest(json: text, file: "m.json")
      #expect(manifest.problems.allSatisfy { $0.line != nil })
    }
  }

  private static func broken(_ value: Value) -> [String] {
    paths(value, []).dropFirst().flatMap { path in
      [Value.null, true, 0, -1.5, "", "x y", [], [[:]], [:], ["x": 1]].map { JSON.text(of: replacing(path[...], in: value, by: $0)) }
        + [JSON.text(of: replacing(path[...], in: value, by: nil))]
    }
  }

  private static func paths(_ value: Value, _ path: [PropertyPath.Step]) -> [[PropertyPath.Step]] {
    switch value {
    case .object(let object): [path] + object.flatMap { paths($0.value, path + [.key($0.key)]) }
    case .array(let elements): [path] + elements.enumerated().flatMap { paths($1, path + [.index($0)]) }
    default: [path]
    }
  }

  private static func replacing(_ path: ArraySlice<PropertyPath.Step>, in value: Value, by new: Value?) -> Value {
    switch (path.first, value) {
    case (.key(let key), .object(var object)):
      object[key] = path.count == 1 ? new : object[key].map { replacing(path.dropFirst(), in: $0, by: new) }
      return .object(object)
    case (.index(let index), .array(var array)):
      if path.count > 1 {
        array[index] = replacing(path.dropFirst(), in: array[index], by: new)
      } else if let new {
        array[index] = new
      } else {
        array.remove(at: index)
      }
      return .array(array)
    default: return value
    }
  }
}
