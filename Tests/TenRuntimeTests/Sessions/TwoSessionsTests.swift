import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct TwoSessionsTests {
  @Test func twoSessionsOfOneGraphInOneHostSeeOnlyTheirOwnChannel() {
    seeds(0..<200) { seed in
      let journal = Journal()
      @Sendable func script(_ name: String) -> Script {
        Script(
          start: { context, start in journal.note("\(context.sessionName) \(name) \(try start.string("channel"))") },
          data: { context, data in journal.note("\(context.sessionName) got \(data["from"]?.string ?? "")") })
      }
      let source = Script(
        start: { context, start in
          journal.note("\(context.sessionName) a \(try start.string("channel"))")
          try await context.send(DataMessage("x", ["from": .string(context.sessionName)]))
        })
      var graph = TestGraph()
      for (name, behaviour) in [("a", source), ("b", script("b"))] {
        graph = graph.node(name, Puppet.self, behaviour.properties) { node in
          node.manifest.start = ObjectSchema([.init("channel", PropertySchema(.string))], required: ["channel"])
        }
      }
      graph = graph.connect("a", .data, "x", "b")
      let compiled = graph.compiled
      let whole = graph
      let records = try VirtualLoop.run(seed: seed) { loop in
        let test = TestHost(whole, loop: loop)
        var (one, two) = (StartRequest(), StartRequest())
        one.values = ["channel": "red"]
        two.values = ["channel": "blue"]
        let first = try test.host.start(compiled, one, name: "one")
        let second = try test.host.start(compiled, two, name: "two")
        try await first.ready()
        try await second.ready()
        await loop.wait(.milliseconds(1))
        return [await first.stop(), await second.stop()]
      }
      try expectEqual(journal.all.sorted(), ["one a red", "one b red", "one got one", "two a blue", "two b blue", "two got two"])
      for record in records { try record.checkSound() }
    }
  }

  @Test func aStartWithoutARequiredPropertyIsRefused() throws {
    let graph = TestGraph().node("a", Puppet.self, Script().properties) { node in
      node.manifest.start = ObjectSchema([.init("channel", PropertySchema(.string))], required: ["channel"])
    }
    #expect(throws: Diagnostics.self) { try TestHost.run(graph) { _, _ in } }
  }
}
