internal import TenCore
internal import TenRuntime
internal import TenTesting

extension NodeRules {
  static let stopping = [stopAtEveryStage, stopAtAnyStep, startsAgain, resultAfterStop]

  static let stopAtEveryStage = ConformanceRule(
    "node.stop-at-every-stage", "a session that is stopped at any stage of its start or end leaves nothing behind"
  ) { subject, seed in
    for stage in [.preparing, .nodePrepared, .prepared, .starting, .nodeRunning, .ready, .stopping, .nodeStopped] as [SessionEvent.Kind] {
      var options = ConformanceSubject.Options()
      options.stop = .at(stage)
      let outcome = try subject.run(seed, options) { _ in }
      try outcome.requireAlive("stopped at '\(stage.rawValue)'")
      try outcome.requireCleanEnd("stopped at '\(stage.rawValue)'")
    }
  }

  static let stopAtAnyStep = ConformanceRule(
    "node.stop-at-any-step", "a session that is stopped while the node works leaves nothing behind, at whatever step"
  ) { subject, seed in
    let whole = try subject.run(seed) { try await $0.exercise() }
    var choice = SplitMix(state: seed)
    for _ in 0..<4 {
      var options = ConformanceSubject.Options()
      let step = Int(choice.next() % UInt64(max(1, whole.steps)))
      options.stop = .step(step)
      let outcome = try subject.run(seed, options) { try await $0.exercise() }
      try outcome.requireAlive("stopped at step \(step) of \(whole.steps)")
      try outcome.requireCleanEnd("stopped at step \(step) of \(whole.steps)")
    }
  }

  static let startsAgain = ConformanceRule(
    "node.starts-again", "a second session on the same host works as the first did"
  ) { subject, seed in
    let outcome = try subject.run(seed) { scene in
      try await scene.exercise()
      let first = Set(scene.entries.map(\.name)).sorted()
      try require(await scene.stop().audit.isEmpty, "the first session's audit is not empty")
      scene.stage.change { $0.entries = [] }
      let second: ConformanceScene
      do {
        second = try await scene.again()
      } catch {
        throw RuleBroken("the second session did not start: \(error)")
      }
      try await second.exercise()
      let names = Set(second.entries.map(\.name)).sorted()
      try require(names == first, "the first session sent \(first), the second \(names)")
      let record = await second.stop()
      try require(record.audit.isEmpty, "the second session's audit says: \(record.audit.joined(separator: "; "))")
    }
    try outcome.requireAlive("after the work")
  }

  static let resultAfterStop = ConformanceRule(
    "node.result-after-stop", "a node ends in time though commands that it has sent are answered only after its end"
  ) { subject, seed in
    var options = ConformanceSubject.Options()
    options.manner = .silent
    let outcome = try subject.run(seed, options) { scene in
      try await scene.exercise()
      await scene.stop()
      for reply in scene.stage.change({ $0.held }) { try? reply.send(.ok()) }
      await scene.wait(.seconds(1))
    }
    try requireCommands(outcome)
    try outcome.requireCleanEnd("stopped while neighbours owed it results")
  }

  static func requireCommands(_ outcome: ConformanceSubject.Outcome) throws(RuleDoesNotApply) {
    if !outcome.entries.contains(where: { $0.command != nil }) { throw RuleDoesNotApply("it sends no command in its exercise") }
  }
}
