internal import TenCore
internal import TenTesting

extension TTSRules {
  static let sound = [wholeSamples, oneFormat, trueDuration]

  static let wholeSamples = ConformanceRule(
    "tts.whole-samples", "every frame holds whole samples of its declared format, and at least one"
  ) { subject, seed in
    try checkFrames(subject, seed) { frame in
      let block = frame.bytesPerSample * frame.channels
      try require(
        block > 0 && frame.payload.count > 0 && frame.payload.count % block == 0,
        "a frame has \(frame.payload.count) bytes, with \(frame.bytesPerSample) bytes a sample and \(frame.channels) channels")
    }
  }

  static let oneFormat = ConformanceRule(
    "tts.one-format", "all frames have the same sample rate, channels and bytes a sample"
  ) { subject, seed in
    let seen = Locked<String?>(nil)
    try checkFrames(subject, seed) { frame in
      let format = "\(frame.sampleRate) Hz, \(frame.channels) channels, \(frame.bytesPerSample) bytes a sample"
      let first = seen.withLock { seen in
        seen = seen ?? format
        return seen ?? format
      }
      try require(format == first && frame.sampleRate > 0, "a frame has \(format), an earlier one \(first)")
    }
  }

  static let trueDuration = ConformanceRule(
    "tts.true-duration", "request_total_audio_duration_ms is the time that the request's frames last, and request_event_interval_ms is not negative"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      try await speak(scene)
      for request in scene.speech.requests {
        let told = request.ends.first?["request_total_audio_duration_ms"]?.int ?? -1
        try require(
          abs(told * 1_000 - request.microseconds) <= 2_000,
          "request '\(request.id)' says that it lasted \(told) ms, and its frames last \(request.microseconds / 1_000) ms")
        let interval = request.ends.first?["request_event_interval_ms"]?.int ?? -1
        try require(interval >= 0, "request '\(request.id)' says that it took \(interval) ms")
      }
    }
  }

  private static func checkFrames(_ subject: ConformanceSubject, _ seed: UInt64, _ check: @escaping @Sendable (AudioFrame) throws -> Void) throws {
    _ = try subject.run(seed) { scene in
      try await speak(scene)
      for frame in scene.audio { try check(frame) }
    }
  }

  /// Requests of several lengths, one in pieces.
  private static func speak(_ scene: ConformanceScene) async throws {
    let turn = try scene.beginTurn()
    try await scene.say("one.", "a", in: turn)
    try await scene.say("one two three,", "b", end: false, in: turn)
    try await scene.say("four.", "b", in: turn)
    try await scene.say(shortText, "c", in: turn)
    await scene.waitForEnd(of: "c")
  }
}
