internal import TenRuntime

extension NodeRules {
  static let stopping = [stopAtEveryStage, stopAtAnyStep]

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
      try outcome.requireAlive("stopped at step \(step)")
      try outcome.requireCleanEnd("stopped at step \(step)")
    }
  }
}
