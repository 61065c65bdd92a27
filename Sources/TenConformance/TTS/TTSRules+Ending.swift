internal import TenCore
internal import TenTesting

extension TTSRules {
  static let ending = [oneEndOnFlush, flushIsAnswered, silentAfterFlush, oneEndOnInterrupt, oneEndOnFailure, cancellingReachesTheVendor]

  static let oneEndOnFlush = ConformanceRule(
    "tts.one-end-on-flush", "a flush in mid-stream ends what has begun: one tts_audio_end with the reason 2"
  ) { subject, seed in
    _ = try subject.run(seed, playing) { scene in
      try await beginAndFlush(scene, seed)
      await scene.wait(.seconds(2))
      let request = scene.speech["a"]
      try require(request.reasons == [2], "a flushed request had tts_audio_end with the reasons \(request.reasons), not once with 2")
      try require(scene.speech["b"].ends.count == scene.speech["b"].starts, "a request that waited was flushed and has ended without having begun")
    }
  }

  static let flushIsAnswered = ConformanceRule(
    "tts.flush-is-answered", "each tts_flush is answered with one tts_flush_end of the same flush_id, also when there is nothing to flush"
  ) { subject, seed in
    _ = try subject.run(seed, playing) { scene in
      try await scene.flush("idle")
      await scene.wait(.seconds(1))
      try await beginAndFlush(scene, seed)
      await scene.wait(.seconds(2))
      let answered = scene.data("tts_flush_end").map { $0["flush_id"]?.string ?? "none" }
      try require(answered == ["idle", "flush"], "the flushes 'idle' and 'flush' were answered with tts_flush_end for \(answered)")
    }
  }

  static let silentAfterFlush = ConformanceRule(
    "tts.silent-after-flush", "after tts_flush_end no sound of what was flushed comes, and the next request is spoken"
  ) { subject, seed in
    _ = try subject.run(seed, playing) { scene in
      try await beginAndFlush(scene, seed)
      await scene.wait(atMost: .seconds(5)) { !$0.data("tts_flush_end").isEmpty }
      let count = scene.audio.count
      await scene.wait(.seconds(3))
      try require(scene.audio.count == count, "\(scene.audio.count - count) frames came after the flush was answered")
      try await scene.say(shortText, "next", in: try scene.beginTurn())
      await scene.waitForEnd(of: "next")
      try require(scene.audio.count > count, "the request after a flush was not spoken")
    }
  }

  static let oneEndOnInterrupt = ConformanceRule(
    "tts.one-end-on-interrupt", "an interrupt in mid-stream ends what has begun: one tts_audio_end with the reason 2, and the next turn is spoken"
  ) { subject, seed in
    _ = try subject.run(seed, playing) { scene in
      try await scene.say(longText, "a", in: try scene.beginTurn())
      try await scene.waitForFrames(2 + Int(seed % 5))
      try await scene.interrupt()
      try await scene.say(shortText, "next", in: try scene.beginTurn())
      await scene.waitForEnd(of: "next")
      try require(
        scene.speech["a"].reasons == [2], "an interrupted request had tts_audio_end with the reasons \(scene.speech["a"].reasons), not once with 2")
      try require(!scene.speech["next"].ends.isEmpty, "the request after an interrupt was not spoken to its end")
    }
  }

  static let oneEndOnFailure = ConformanceRule(
    "tts.one-end-on-failure", "a request that fails has one tts_audio_end with the reason 3, and the node lives on"
  ) { subject, seed in
    guard let failing = subject.conformance.makeFailing else {
      throw RuleDoesNotApply("its author names nothing that fails (ExtensionConformance.failing)")
    }
    let outcome = try ConformanceSubject(failing(subject.conformance)).run(seed) { scene in
      try await scene.say(shortText, "a", in: try scene.beginTurn())
      await scene.waitForEnd(of: "a")
      await scene.wait(.seconds(2))
      let request = scene.speech["a"]
      try require(
        request.starts == 1 && request.reasons == [3],
        "a request that failed had \(request.starts) starts, and ends with the reasons \(request.reasons)")
    }
    try outcome.requireAlive("after a failure")
  }

  static let cancellingReachesTheVendor = ConformanceRule(
    "tts.cancelling-reaches-the-vendor", "an interrupt or a flush tells the vendor to stop what it was asked for"
  ) { subject, seed in
    guard subject.conformance.traits.contains(.hasVendor) else { throw RuleDoesNotApply("its author names no vendor (ExtensionConformance.vendor)") }
    _ = try subject.run(seed, playing) { scene in
      try await scene.say(longText, "a", in: try scene.beginTurn())
      try await scene.waitForFrames(2 + Int(seed % 5))
      if seed.isMultiple(of: 2) { try await scene.interrupt() } else { try await scene.flush("flush") }
      await scene.wait(.milliseconds(500))
      try require(!scene.vendor.begun.isEmpty, "the vendor was asked for nothing")
      let left = Set(scene.vendor.begun).subtracting(scene.vendor.cancelled + scene.vendor.finished)
      try require(left.isEmpty, "half a second later the vendor still works on \(left.sorted())")
    }
  }

  /// One request in mid-stream and one that waits for it, and a flush.
  private static func beginAndFlush(_ scene: ConformanceScene, _ seed: UInt64) async throws {
    let turn = try scene.beginTurn()
    try await scene.say(longText, "a", in: turn)
    try await scene.say(shortText, "b", in: turn)
    try await scene.waitForFrames(2 + Int(seed % 5))
    try await scene.flush("flush", in: turn)
  }
}
