import Guides
import TenRuntime
import TenConformance
import TenTesting
import Testing

@Suite struct TestingTests {
  // snippet
  @Test func aGreetingIsAnswered() throws {
    try ExtensionHarness(Greeter.self, ["language": "en"]).run { trial in
      try await trial.send(DataMessage("name", ["text": "Ada"]))
      try await trial.expect(.data("greeting", ["text": "Hello Ada"]))
      try await trial.expectNone(for: .seconds(1))
    }
  }
  // end

  // snippet
  @Test func theGreetingIsTranslated() throws {
    let translator = Puppet().on("translate") { command, reply in .ok(["text": "God dag"]) }
    try ExtensionHarness(Greeter.self, ["language": "no"]).puppet("translator", translator).run { trial in
      try await trial.send(DataMessage("name", ["text": "Ada"]))
      try await trial.expect(.data("greeting", ["text": "God dag Ada"]))
      try await trial.probe("translator").expect(.command("translate"))
    }
  }
  // end

  // snippet
  @Test(arguments: [Fault.lostResult("translate"), .lateResult("translate", by: .seconds(3))])
  func withoutTheTranslatorItGreetsInEnglish(_ fault: Fault) throws {
    try ExtensionHarness(Greeter.self, ["language": "no"]).fault(fault).run { trial in
      try await trial.send(DataMessage("name", ["text": "Ada"]))
      try await trial.fish(.data("greeting", ["text": "Hello Ada"]))
    }
  }
  // end

  // snippet
  @Test func itStopsInOrderAtAnyMoment() throws {
    try ExtensionHarness(Greeter.self, ["language": "no"]).stopAtEveryStep { trial in
      try await trial.send(DataMessage("name", ["text": "Ada"]))
      try await trial.fish(.data("greeting"))
    }
  }
  // end

  // snippet
  @Test func namesAreGreetedInTheirOrder() throws {
    try ExtensionHarness(Greeter.self, ["language": "no"]).run(seeds: 0..<1_000) { trial in
      for name in ["Ada", "Grace"] { try await trial.send(DataMessage("name", ["text": .string(name)])) }
      try await trial.fish(.data("greeting").where { $0["text"]?.string?.hasSuffix("Ada") == true })
      try await trial.fish(.data("greeting").where { $0["text"]?.string?.hasSuffix("Grace") == true })
    }
  }
  // end

  // snippet
  @Test func aSlowEarMakesThePlayerWait() throws {
    let graph = TestGraph().node("player", Player.self).node("slow", SlowEar.self)
      .connect("player", .audio, "pcm_frame", "slow")
    let record = try ExtensionHarness(graph).tap("slow", .data, "heard").run { trial in
      try await trial.send(Command("play", ["blocks": 200, "waits": true]), to: "player", timeout: .seconds(600))
      for _ in 0..<200 { try await trial.expect(.data("heard"), within: .seconds(200)) }
    }
    #expect(record.connections.allSatisfy { $0.counters.droppedTotal == 0 })
  }
  // end

  // snippet
  @Test func itConforms() throws {
    try ExtensionConformance(Greeter.self, .node).properties(["language": "no"]).run()
  }
  // end

  // snippet
  @Test func aRoomWithoutANameIsRefused() throws {
    let record = try ExtensionHarness(Room.self).start(["channel": ""]).refusal()
    #expect(record.reason.detail.contains("start.channel is empty"))
  }
  // end

  @Test func aFailureTellsWhatCame() {
    let harness = ExtensionHarness(Greeter.self)
    #expect {
      try harness.run { trial in
        try await trial.send(DataMessage("name", ["text": "Ada"]))
        try await trial.expect(.data("greeting", ["text": "Hello Bob"]))
      }
    } throws: { error in
      let text = "\(error)"
      return text.contains("expected data 'greeting'") && text.contains("Hello Ada") && text.contains("seed 0")
    }
  }
}
