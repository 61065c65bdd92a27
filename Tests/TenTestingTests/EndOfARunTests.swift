import TenRuntime
import TenTesting
import Testing

@Suite struct EndOfARunTests {
  private let harness = ExtensionHarness(Worker.self)

  @Test func aNodeThatLeavesSomethingBehindIsCaught() throws {
    let failure = try failure { try harness.run { trial in try await trial.send(Command("hang")) } }
    #expect(failure.cause == .audit)
    #expect(failure.summary.hasPrefix("expected that the session leaves nothing behind; its audit says: node 'worker' had not stopped after 3000 ms: "))
    #expect(failure.summary.contains("node 'worker': its task started at TenTestingTests/Nodes.swift:"))
    let record = try harness.allowing(.audit).run { trial in try await trial.send(Command("hang")) }
    #expect(record.audit.count == 2)
  }

  @Test func aFailedNodeIsCaught() throws {
    let failure = try failure { try harness.run { trial in try await trial.send(Command("fail")) } }
    #expect(failure.cause == .failure)
    #expect(failure.summary == "the session 's1' ended: node_failed (node 'worker'): told to")
    try harness.allowing(.failure).run { trial in try await trial.send(Command("fail")) }
  }

  @Test func aSecretInTheLogIsCaughtAndNeverShown() throws {
    let secret = harness.start(["token": "swordfish"])
    let failure = try failure { try secret.run { trial in try await trial.send(Command("log_token")) } }
    #expect(failure.cause == .secretInLog)
    #expect(failure.summary == "expected that no secret is in the log; one is in a line of node 'worker'")
    #expect(!failure.description.contains("swordfish") && failure.description.contains("the token is ***"))
    try secret.allowing(.secretsInLog).run { trial in
      try await trial.send(Command("log_token"))
      #expect(trial.log.lines(of: "worker", containing: "swordfish").count == 1)
    }
  }

  @Test func aSecretInAMessageIsMaskedInTheFailure() throws {
    let failure = try failure {
      try harness.start(["token": "swordfish"]).run { trial in
        try await trial.send(DataMessage("secret"))
        try await trial.expect(.audio)
      }
    }
    #expect(failure.summary.hasSuffix(#"came data 'unlisted' {"round":0,"token":"***"}"#))
    #expect(!failure.description.contains("swordfish"))
  }

  @Test func aDeadLoopSaysWhatWaits() throws {
    let failure = try failure {
      try ExtensionHarness(Worker.self) { $0.commandTimeout = 1_000_000_000 }.run { trial in
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
      }
    }
    #expect(failure.cause == .deadLoop)
    #expect(failure.summary.hasPrefix("the trial waits for ever: nothing is ready and no timer is armed after "))
  }

  @Test func anErrorOfTheTestIsNamedWithItsSeed() throws {
    let failure = try failure { try harness.run(seed: 3) { _ in throw PropertyOutOfRange() } }
    #expect(failure.cause == .thrown && failure.underlying is PropertyOutOfRange)
    #expect(failure.summary == "the test threw: the property 'rounds' must not be negative")
  }

  @Test func theSeedThatFailsIsNamed() throws {
    var failing: [UInt64] = []
    for seed in 0..<1_000 as Range<UInt64> {
      do { try harness.run(seed: seed, order) } catch { failing.append(seed) }
    }
    // Two tasks at once: which of them sends first is the seed's choice.
    try #require(!failing.isEmpty && failing.count < 1_000)
    let failure = try failure { try harness.run(seeds: 0..<1_000, order) }
    #expect(failure.seed == failing[0])
    #expect(failure.description.contains("(seed \(failing[0]))"))
    #expect(throws: TrialFailure.self) { try harness.run(seed: failing[0], order) }
  }

  /// Expects what holds only in some orders.
  @Sendable private func order(_ trial: Trial) async throws {
    try await trial.send(Command("race"))
    try await trial.expect(.data("listed", ["n": 1]))
  }

  @Test func nothingIsLeftOfALongRow() throws {
    // A fresh world each time: no message of the last run is seen.
    try harness.run(seeds: 0..<1_000) { trial in
      try await trial.send(DataMessage("hello"))
      try await trial.expect(.data("listed"))
      #expect(trial.all.count == 1)
    }
  }

  @Test func aRefusedSessionTellsWhy() throws {
    let record = try ExtensionHarness(Worker.self, ["rounds": -1]).refusal()
    #expect(record.reason.code == .startFailed && record.reason.detail.contains("must not be negative"))
    let runs = try failure { try harness.refusal() }
    #expect(runs.summary == "expected that the session is refused; it runs")
    let started = try failure { try ExtensionHarness(Worker.self, ["rounds": -1]).run { _ in } }
    #expect(started.cause == .start)
  }

  @Test func aWrongPropertyRunsNothing() throws {
    let failure = try failure { try ExtensionHarness(Worker.self, ["rounds": "many"]).run { _ in } }
    #expect(failure.cause == .description)
    #expect(failure.summary.hasPrefix("nothing was run: the property 'rounds' of 'worker': "))
    #expect(try ExtensionHarness(Worker.self, ["rounds": 2]).run { _ in }.audit == [])
  }

  @Test func anUnknownStartValueRunsNothing() throws {
    let failure = try failure { try harness.start(["chanel": "x"]).run { _ in } }
    #expect(failure.cause == .description && failure.summary.contains("did you mean 'channel'?"))
    #expect(failure.underlying is Diagnostics)
  }
}
