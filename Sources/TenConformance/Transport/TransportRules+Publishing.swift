internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let publishing = [inOrder, inRealTime, interrupt, flush]

  static let inOrder = ConformanceRule("transport.in-order", "it publishes every frame that it is sent, in order") { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      let turn = try scene.beginTurn()
      for frame in speech(100) { try scene.send(frame, in: turn) }
      await scene.wait(.seconds(4))
      let expected = Array(1...100)
      guard hub.spoken != expected else { return }
      let differs = zip(hub.spoken, expected).first { $0 != $1 }
      throw RuleBroken(
        "of frames 1 to 100 it published \(hub.spoken.count)" + (differs.map { "; in place of frame \($0.1) came \($0.0)" } ?? ", and then stopped"))
    }
  }

  static let inRealTime = ConformanceRule(
    "transport.in-real-time", "audio goes out as fast as it is heard: at most 300 ms ahead, and without a pause", maximumSeeds: 8
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      let began = scene.loop.now
      let turn = try scene.beginTurn()
      for frame in speech(100) { try scene.send(frame, in: turn) }
      for _ in 0..<100 {
        await scene.wait(.milliseconds(25))
        let passed = Duration.nanoseconds(Int64(scene.loop.now - began))
        let heard = hub.spokenTime
        try require(heard <= passed + .milliseconds(300), "\(heard) of speech went out in \(passed): it is not held back to real time")
        try require(heard >= min(passed - .milliseconds(300), .seconds(2)), "only \(heard) of speech went out in \(passed)")
      }
    }
  }

  static let interrupt = ConformanceRule(
    "transport.interrupt", "within 100 ms of a turn's end nothing of it is published any more, and the next turn is heard"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      try await speakAndStop(scene, hub, "the turn's end", in: try scene.beginTurn()) { try await scene.interrupt() }
    }
  }

  static let flush = ConformanceRule(
    "transport.flush", "within 100 ms of the command flush nothing from before it is published any more, and what comes after it is heard"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      try await speakAndStop(scene, hub, "flush", in: .none) {
        let result = try await scene.send(Command("flush"))
        try require(result.isOK, "flush was answered \(result.status) (\(result.detail))")
      }
    }
  }

  private static func speakAndStop(
    _ scene: ConformanceScene, _ hub: ChannelHub, _ situation: String, in turn: Turn, _ stop: @Sendable () async throws -> Void
  ) async throws {
    for frame in speech(80) { try scene.send(frame, in: turn) }
    await scene.wait(.milliseconds(500))
    try require(!hub.spoken.isEmpty, "after 500 ms it has published nothing")
    try await stop()
    await scene.wait(.milliseconds(100))
    let count = hub.audio(by: own).count
    await scene.wait(.seconds(2))
    try require(
      hub.audio(by: own).count == count, "after \(situation) \(hub.audio(by: own).count - count) more pieces of what was said before went out")
    let next = turn.isNone ? Turn.none : try scene.beginTurn()
    for frame in speech(10, from: 1_001) { try scene.send(frame, in: next) }
    await scene.wait(.seconds(1))
    try require(
      hub.spoken.suffix(10) == Array(1_001...1_010),
      "of the speech after \(situation) it published \(hub.spoken.filter { $0 > 1_000 }.count) of 10 frames")
  }
}
