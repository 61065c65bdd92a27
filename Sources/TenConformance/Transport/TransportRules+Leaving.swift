internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let leaving = [leaves, leavesInItsStart, connectionLost]

  static let leaves = ConformanceRule("transport.leaves", "at the session's end it leaves the channel, also in the middle of speech") {
    subject, seed in
    let (_, hub) = try run(subject, seed) { scene, _ in
      if scene.carries(.audio) { for frame in speech(100) { try scene.send(frame) } }
      await scene.wait(.milliseconds(300))
    }
    try require(hub.ownPlaces.isEmpty, "after the session's end it is still in the channel")
  }

  static let leavesInItsStart = ConformanceRule(
    "transport.leaves-in-its-start", "a session that is stopped while it joins is not in the channel afterwards"
  ) { subject, seed in
    let prepare: @Sendable (ChannelHub) -> Void = { $0.joinDelay = .milliseconds(500) }
    let whole = try run(subject, seed, prepare: prepare) { _, _ in }.0
    var choice = SplitMix(state: seed)
    for _ in 0..<4 {
      let step = Int(choice.next() % UInt64(max(1, whole.steps)))
      var options = ConformanceSubject.Options()
      options.stop = .step(step)
      let (_, hub) = try run(subject, seed, options, prepare: prepare) { _, _ in }
      try require(hub.ownPlaces.isEmpty, "stopped at step \(step) of its start, it is still in the channel")
    }
  }

  static let connectionLost = ConformanceRule(
    "transport.connection-lost", "a connection that ends by itself is told: as on_connection_failure, as an error, or as the failure of the node"
  ) { subject, seed in
    var options = ConformanceSubject.Options()
    options.mayFail = true
    let (outcome, _) = try run(subject, seed, options) { scene, hub in
      for place in hub.ownPlaces { hub.drop(place, from: channel, code: .expiredToken) }
      await scene.wait(.seconds(3))
    }
    let isTold = outcome.entries.contains { ["on_connection_failure", "error"].contains($0.name) } || (outcome.node?.errors ?? 0) > 0
    try require(isTold || outcome.record.reason.isFailure || outcome.node?.phase == .out, "3 s after its connection has ended it has said nothing")
  }
}
