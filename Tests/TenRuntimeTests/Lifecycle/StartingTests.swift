import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct StartingTests {
  @Test func preparingIsAtOnceAndStartingFollowsDependsOn() {
    seeds(0..<200) { seed in
      let journal = Journal()
      func script(_ name: String) -> Script {
        Script(
          prepare: { context in
            journal.note("prepare \(name)")
            try await context.clock.sleep(for: .milliseconds(10))
            journal.note("prepared \(name)")
          },
          start: { context, _ in
            journal.note("start \(name)")
            try await context.clock.sleep(for: .milliseconds(10))
            journal.note("started \(name)")
          },
          stop: { _ in journal.note("stop \(name)") })
      }
      let graph = TestGraph().node("a", Puppet.self, script("a").properties).node("b", Puppet.self, script("b").properties)
        .node("c", Puppet.self, script("c").properties).depends("a", on: "b").depends("b", on: "c")
      let record = try TestHost.run(graph, seed: seed) { _, _ in journal.note("ready") }
      try expectEqual(journal.all[..<3].sorted(), ["prepare a", "prepare b", "prepare c"])
      try expectEqual(journal.all[3..<6].sorted(), ["prepared a", "prepared b", "prepared c"])
      try expectEqual(
        Array(journal.all[6...]), ["start c", "started c", "start b", "started b", "start a", "started a", "ready", "stop a", "stop b", "stop c"])
      try record.checkSound()
    }
  }

  @Test func prepareMayNotSend() throws {
    let journal = Journal()
    let early = Script(prepare: { context in
      do throws(SendError) { try await context.send(DataMessage("x")) } catch { journal.note("\(error.code)") }
      journal.note("\(context.send(tone("x")).isAccepted)")
    })
    let record = try TestHost.run(TestGraph().node("a", Puppet.self, early.properties)) { _, _ in }
    #expect(journal.all == ["notStarted", "false"])
    try record.checkSound()
  }

  @Test func whatComesBeforeANodeRunsIsHeldAndArrivesInOrder() {
    seeds(0..<200) { seed in
      let journal = Journal()
      let source = Script(start: { context, _ in for number in 0..<20 { try await context.send(data("x", number)) } })
      let sink = Script(
        start: { context, _ in
          try await context.clock.sleep(for: .milliseconds(50))
          journal.note(-1)
        }, data: { _, data in journal.note(data["n"]?.int ?? -2) })
      let graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", Puppet.self, sink.properties).connect(
        "source", .data, "x", "sink")
      let record = try TestHost.run(graph, seed: seed) { _, loop in await loop.wait(.milliseconds(1)) }
      try expectEqual(journal.numbers, Array(-1..<20))
      try record.checkSound()
    }
  }

  @Test(arguments: ["make", "prepare", "prepare hangs", "start", "start hangs"]) func aFailureNamesNodeAndStageAndStopsTheOthers(_ stage: String) {
    seeds(0..<100) { seed in
      let journal = Journal()
      let failing = Script(
        make: { _ in if stage == "make" { throw Mismatch(description: "out of paper") } },
        prepare: { context in
          if stage == "prepare" { throw Mismatch(description: "out of paper") }
          if stage == "prepare hangs" { try await context.clock.sleep(for: .seconds(3600)) }
        },
        start: { context, _ in
          if stage == "start" { throw Mismatch(description: "out of paper") }
          if stage == "start hangs" { try await context.clock.sleep(for: .seconds(3600)) }
        })
      func sound(_ name: String) -> Properties {
        Script(prepare: { _ in journal.note(name) }, stop: { _ in journal.note("stop \(name)") }).properties
      }
      let graph = TestGraph().node("a", Puppet.self, sound("a")).node("failing", Puppet.self, failing.properties) { node in
        node.deadlines.prepare = 500
        node.deadlines.start = 500
      }.node("z", Puppet.self, sound("z"))
      let record = try Self.end(graph, seed)
      try expectEqual(record.reason.code, .startFailed)
      try expectEqual(record.reasonNode, "failing")
      let wanted =
        ["make": "making", "prepare": "preparing", "prepare hangs": "preparing", "start": "starting", "start hangs": "starting"][stage] ?? "?"
      try expect(record.reason.detail.contains(wanted), record.reason.detail)
      try expect(record.reason.detail.contains(stage.hasSuffix("hangs") ? "500 ms" : "out of paper"), record.reason.detail)
      let prepared = journal.all.filter { !$0.hasPrefix("stop") }
      try expectEqual(journal.all.filter { $0.hasPrefix("stop") }, prepared.sorted().reversed().map { "stop \($0)" })
      try expect(prepared.contains("a"), "a was not prepared")
      try expect(record.milliseconds < 1_000, "it took \(record.milliseconds) ms")
      try record.checkSound()
    }
  }

  @Test func aNodeWhoseFailureIsNoMatterLetsTheSessionStart() throws {
    let failing = Script(start: { _, _ in throw Mismatch(description: "out of paper") })
    let graph = TestGraph().node("a", Puppet.self, failing.properties) { $0.onFailure = .continue }.node("b", Puppet.self, Script().properties)
      .depends("b", on: "a")
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("x"), to: "a")
      #expect(result.status == .stopped)
    }
    #expect(record.reason.code == .stopped)
    #expect(try record.node("a").phase == .out)
    try record.checkSound()
  }

  @Test func aWarmNodeThatReadAnOverriddenPropertyIsMadeAnew() throws {
    let journal = Journal()
    func script(_ name: String, reads: Bool) -> Script {
      Script(
        prepare: { context in
          journal.note("prepare \(name)\(reads ? " " + (try context.properties.string("model")) : "")")
        }, start: { context, _ in journal.note("start \(name) \(try context.properties.string("model"))") })
    }
    let graph = TestGraph().node("reader", Puppet.self, script("reader", reads: true).properties.merging(["model": "small"]))
      .node("other", Puppet.self, script("other", reads: false).properties.merging(["model": "small"]))
    let record = try VirtualLoop.run { loop in
      let test = TestHost(graph, loop: loop)
      let session = try test.host.prepare(graph.compiled)
      try await session.prepared()
      var request = StartRequest()
      request.nodes = ["reader": ["model": "large"], "other": ["model": "large"]]
      try session.start(request)
      try await session.ready()
      return await session.stop()
    }
    #expect(
      journal.all == ["prepare reader small", "prepare other", "prepare reader large", "start reader large", "start other large"]
        || journal.all == ["prepare reader small", "prepare other", "prepare reader large", "start other large", "start reader large"])
    try record.checkSound()
  }

  static func end(_ graph: TestGraph, _ seed: UInt64) throws -> EndRecord {
    try VirtualLoop.run(seed: seed) { loop in
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled)
      return await session.ended()
    }
  }
}
