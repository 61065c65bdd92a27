import TenCore
import TenGraph
import Testing

@Suite struct CompilingASimpleGraphTests {
  @Test func nodesGroupsAndRoutesKeepTheOrderOfTheFile() throws {
    let graph = try Workbench(
      graph: """
        {"nodes": [
          {"type": "extension", "name": "b", "addon": "any", "extension_group": "io"},
          {"type": "extension", "name": "a", "addon": "any"}
        ], "connections": [
          {"extension": "b", "audio_frame": [{"name": "pcm", "dest": [{"extension": "a"}]}], "cmd": [{"names": ["y", "x"], "dest": [{"extension": "a"}]}]},
          {"extension": "b", "data": [{"name": "text", "source": [{"extension": "a"}]}]}
        ], "groups": {"io": {"thread": true}}}
        """
    ).compile()
    #expect(graph.name == "g")
    #expect(graph.nodes.map(\.name) == ["b", "a"])
    #expect(graph.groups == [CompiledGroup(name: "io", thread: true), CompiledGroup(name: "default")])
    #expect(graph.nodes.map(\.group) == [0, 1])
    #expect(
      Workbench.routes(graph) == [
        "b -audio_frame:pcm-> a", "b -cmd:y-> a", "b -cmd:x-> a", "a -data:text-> b",
      ])
  }

  @Test func connectionsMayBeLeftOut() throws {
    let graph = try Workbench(graph: #"{"nodes": [{"type": "extension", "name": "a", "addon": "any"}]}"#).compile()
    #expect(graph.connections.isEmpty)
    #expect(graph.warnings.isEmpty)
  }

  @Test func anEdgeWrittenTwiceIsOneEdgeWithAWarning() throws {
    let graph = try Workbench(
      graph: """
        {"nodes": [{"type": "extension", "name": "a", "addon": "any"}, {"type": "extension", "name": "b", "addon": "any"}],
         "connections": [
          {"extension": "a", "audio_frame": [{"name": "pcm", "dest": [{"extension": "b"}]}]},
          {"extension": "b", "audio_frame": [{"name": "pcm", "source": [{"extension": "a"}]}]}
        ]}
        """
    ).compile()
    #expect(Workbench.routes(graph) == ["a -audio_frame:pcm-> b"])
    let doubled = try #require(graph.warnings.first { $0.code == "G028" })
    #expect(doubled.severity == .warning)
    #expect(doubled.pointer == "/connections/1/audio_frame/0/source/0")
    #expect(doubled.line == 4)
    #expect(doubled.related.map(\.pointer) == ["/connections/0/audio_frame/0/dest/0"])
    #expect(doubled.related.first?.line == 3)
  }
}
