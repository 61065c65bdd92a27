import TenRuntime
@testable import TenTesting
import Testing

@Suite struct NeighboursTests {
  private let harness = ExtensionHarness(Worker.self)

  @Test func namedSendsComeToTheTrialWithTheName() throws {
    try harness.run(seeds: 0..<50) { trial in
      let answer = try await trial.send(Command("tell", ["to": "nobody_knows"]))
      #expect(answer.isOK)
      let item = try await trial.expect(.data("listed").to("nobody_knows"))
      #expect(item.isListed && item.source == "worker")
    }
    let failure = try failure {
      try harness.run { trial in
        try await trial.send(Command("tell", ["to": "a"]))
        try await trial.expect(.data("listed").to("b"))
      }
    }
    #expect(failure.summary == #"expected data 'listed' to 'b' next; came data 'listed' {"n":1} to 'a'"#)
  }

  @Test func peersAreThereByTheirNames() throws {
    try harness.run { trial in
      let answer = try await trial.send(Command("peers"))
      #expect(answer.properties == ["helper": "helper_node", "spare": ""])
      let asked = try await trial.send(Command("ask_helper", ["n": 1]))
      #expect(asked.isOK)
      try await trial.expect(.command("ask", ["n": 1]).to("helper_node"))
    }
    try ExtensionHarness(Worker.self, ["peers": ["helper": "mate"]]).run { trial in
      let answer = try await trial.send(Command("peers"))
      #expect(answer["helper"] == "mate")
      try await trial.send(Command("ask_helper"))
      try await trial.expect(.command("ask").to("mate"))
    }
    let wrong = try failure { try ExtensionHarness(Worker.self, ["peers": ["helfer": "mate"]]).run { _ in } }
    #expect(wrong.summary.contains("'worker' has no peer 'helfer'"))
  }

  @Test func aPuppetIsTheOptionalPeer() throws {
    try harness.puppet("spare_node", Puppet()).run { trial in
      let answer = try await trial.send(Command("peers"))
      #expect(answer["spare"] == "spare_node")
      try await trial.send(Command("tell", ["to": "spare_node"]))
      try await trial.probe("spare_node").expect(.data("listed"))
      try await trial.expectNone()
    }
  }

  @Test func whatTheManifestDoesNotListIsKnown() throws {
    try harness.run { trial in
      try await trial.send(DataMessage("secret"))
      try await trial.send(DataMessage("hello"))
      try await trial.fish(.data("listed"))
      #expect(trial.unlisted.map(\.name) == ["unlisted"])
    }
  }

  @Test func unscriptedCommandsAreAnsweredOK() throws {
    try harness.run { trial in
      let answer = try await trial.send(Command("ask", ["n": 1]))
      #expect(answer.isOK)
      try await trial.expect(.command("ask", ["n": 1]))
    }
  }

  @Test func thePuppetAnswers() throws {
    let puppet = Puppet().on("ask") { command, _ in .ok(["double": .int(Int64((command["n"]?.int ?? 0) * 2))]) }
    try harness.puppet("oracle", puppet).run(seeds: 0..<50) { trial in
      let answer = try await trial.send(Command("ask", ["n": 21]))
      #expect(answer["double"] == 42)
      try await trial.probe("oracle").expect(.command("ask"))
      try await trial.expectNone()
    }
    try harness.on("ask") { _, _ in .error("no") }.run { trial in
      let result = try await trial.send(Command("ask"))
      #expect(result.status == .error && result.detail == "no")
      try await trial.expect(.command("ask"))
    }
  }

  @Test func thePuppetAnswersInParts() throws {
    let puppet = Puppet().answering("ask", .ok(["text": "c"]), after: .seconds(1), partial: [.ok(["text": "a"]), .ok(["text": "b"])])
    try harness.puppet("oracle", puppet).run(seeds: 0..<50) { trial in
      let begin = trial.time
      let answer = try await trial.send(Command("stream"))
      #expect(answer["texts"] == ["a", "b", "c"])
      #expect(trial.time - begin == .seconds(1))
    }
  }

  @Test func thePuppetFailsOrNeverAnswers() throws {
    try harness.puppet("oracle", Puppet().failing("ask", "out of order")).run { trial in
      let answer = try await trial.send(Command("ask"))
      #expect(answer.detail == "out of order")
    }
    try harness.puppet("oracle", Puppet().neverAnswering("ask")).run(seeds: 0..<50) { trial in
      let begin = trial.time
      let answer = try await trial.send(Command("ask", ["timeout_ms": 700]))
      #expect(answer.status == .timeout)
      #expect(trial.time - begin == .milliseconds(700))
    }
  }

  @Test func thePuppetHoldsUntilItIsReleased() throws {
    try harness.puppet("oracle", Puppet().holding("ask")).run(seeds: 0..<50) { trial in
      let answered = Received()
      try trial.sendWithoutWaiting(Command("ask")) { _ in answered.note() }
      try await trial.probe("oracle").expect(.command("ask"))
      await trial.advance(by: .seconds(60))
      #expect(answered.all.isEmpty)
      trial.probe("oracle").release("ask")
      await trial.advance(by: .milliseconds(1))
      #expect(answered.all.count == 1)
    }
  }

  @Test func thePuppetSpeaksByItself() throws {
    let puppet = Puppet().onStart { context in
      context.spawn {
        try await context.clock.sleep(for: .seconds(1))
        try await context.send(DataMessage("hello", ["from": "puppet"]))
      }
    }
    try harness.puppet("crier", puppet).run { trial in
      let item = try await trial.expect(.data("listed", ["from": "puppet"]))
      #expect(item.time == .seconds(1))
    }
  }
}

extension Received {
  fileprivate func note() { add(.init(message: DataMessage("noted"), kind: .data, source: nil, destination: nil, isListed: true, time: .zero)) }
}
