import Relay
import TenRuntime
import TenTesting
import Testing

@Suite struct FaultsTests {
  private let harness = ExtensionHarness(Worker.self)

  @Test func aSlowConsumerTakesItsTime() throws {
    try harness.fault(.slowConsumer(.seconds(1))).run(seeds: 0..<20) { trial in
      for n in 0..<3 { try await trial.send(DataMessage("hello", ["n": Value(n)])) }
      for n in 0..<3 { #expect(try await trial.expect(.data("listed")).time >= .seconds(n)) }
      #expect(trial.time >= .seconds(2))
    }
  }

  @Test func aFullInboxMakesTheSenderWait() throws {
    let slow = harness.fault(.slowConsumer(.seconds(1), at: "trial")).fault(.fullInbox(1, at: "trial"))
    let worker = ExtensionHarness(Worker.self, ["rounds": 5]).fault(.slowConsumer(.seconds(1), at: "trial")).fault(.fullInbox(1, at: "trial"))
    let record = try worker.run { trial in
      try await trial.send(DataMessage("hello"))
      let result = try await trial.send(Command("other"))
      #expect(result.isOK)
      for _ in 0..<5 { try await trial.expect(.data("listed"), within: .seconds(2)) }
    }
    #expect(record.connections.contains { $0.name == "listed" && $0.counters.delivered == 5 })
    let dropped = try slow.run { trial in
      for _ in 0..<5 { try trial.send(AudioFrame("pcm", sampleRate: 8_000, channels: 1, payload: Payload([0, 0]))) }
      await trial.advance(by: .seconds(10))
    }
    let frames = dropped.connections.first { $0.name == "pcm" && $0.destination == "trial" }
    #expect(frames.map { $0.counters.sent - $0.counters.delivered } ?? 0 > 0)
  }

  @Test func aLostResultIsATimeOut() throws {
    try harness.fault(.lostResult("ask")).run(seeds: 0..<20) { trial in
      let begin = trial.time
      let answer = try await trial.send(Command("ask", ["timeout_ms": 900]))
      #expect(answer.status == .timeout)
      #expect(trial.time - begin == .milliseconds(900))
      try await trial.expect(.command("ask"))
    }
  }

  @Test func aLateResultComesLater() throws {
    let late = harness.puppet("oracle", Puppet().answering("ask", .ok(["a": 1]))).fault(.lateResult("ask", by: .seconds(2)))
    try late.run { trial in
      let begin = trial.time
      let answer = try await trial.send(Command("ask"))
      #expect(answer["a"] == 1)
      #expect(trial.time - begin == .seconds(2))
    }
    try late.run { trial in
      let answer = try await trial.send(Command("ask", ["timeout_ms": 500]))
      #expect(answer.status == .timeout)
      await trial.advance(by: .seconds(3))
    }
  }

  @Test(arguments: Fault.Stage.allCases) func theSessionStopsAtAnyStage(stage: Fault.Stage) throws {
    for seed in 0..<20 as Range<UInt64> {
      let record = try harness.fault(.stop(at: stage)).run(seed: seed) { trial in
        try await trial.send(DataMessage("later"))
        try await trial.expect(.data("listed"), within: .seconds(60))
      }
      #expect(record.reason.code == .stopped)
      if stage != .stopping { #expect(record.reason.detail == "fault: the session is told to stop while it is \(stage)") }
    }
  }

  @Test func theSessionStopsAtOneStep() throws {
    let record = try harness.fault(.stop(atStep: 3)).run { trial in try await trial.expect(.data("never"), within: .seconds(60)) }
    #expect(record.reason.detail == "fault: the session is told to stop after step 3")
    #expect(record.milliseconds < 1_000)
  }

  @Test func aSoundNodeMayBeStoppedAtEveryStep() throws {
    for seed in 0..<4 as Range<UInt64> {
      let count = try harness.stopAtEveryStep(seed: seed) { trial in
        try await trial.send(DataMessage("later"))
        try await trial.send(Command("ask"))
        try await trial.fish(.data("listed"))
      }
      #expect(count > 10)
    }
    #expect(try ExtensionHarness(Relay.self).stopAtEveryStep(limit: 7) { trial in try await trial.send(Command("x")) } == 7)
  }

  @Test func aLeakAtOneStepIsFound() throws {
    let failure = try failure { try ExtensionHarness(LeaksWhenStopped.self).stopAtEveryStep { trial in await trial.advance(by: .seconds(1)) } }
    #expect(failure.cause == .audit)
    #expect(failure.description.contains("fault: the session is told to stop after step "))
  }
}

/// Leaves a task behind where it is stopped in the middle of its start.
private actor LeaksWhenStopped: Extension {
  static let manifest = Manifest(name: "leaks")
  nonisolated let context: ExtensionContext
  private var isReady = false

  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    try? await context.clock.sleep(for: .milliseconds(10))
    isReady = !Task.isCancelled
    if !isReady { context.spawn { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } } }
  }
}
