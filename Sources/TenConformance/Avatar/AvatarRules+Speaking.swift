internal import TenCore
internal import TenRuntime
internal import TenTesting

extension AvatarRules {
  static let speaking = [inOrder, sampleRate, endOnce, interrupt, flush, waitingIsBounded]

  static let inOrder = ConformanceRule("avatar.in-order", "all audio of a request reaches the vendor once and in order", maximumSeeds: 6) {
    subject, seed in
    try run(subject, seed) { scene, vendor in
      try await scene.say(.seconds(2), rate: vendor.sampleRate, in: try scene.beginTurn())
      await scene.wait(.seconds(5))
      let expected = Array(1...20)
      var numbers: [Int] = []
      let audio = vendor.audio
      for at in stride(from: 0, to: audio.count - 1, by: 2) {
        let number = Int(audio[at]) | Int(audio[at + 1]) << 8
        if numbers.last != number { numbers.append(number) }
      }
      try require(numbers == expected, "of tenths of a second 1 to 20 the vendor got \(numbers)")
    }
  }

  static let sampleRate = ConformanceRule(
    "avatar.sample-rate", "audio of any usual rate reaches the vendor at the vendor's rate: it lasts as long as it did", maximumSeeds: 4
  ) { subject, seed in
    for rate in [8_000, 16_000, 24_000, 44_100, 48_000] {
      try run(subject, seed) { scene, vendor in
        try await scene.say(.seconds(2), rate: rate, in: try scene.beginTurn())
        await scene.wait(.seconds(5))
        try require(abs(vendor.seconds - 2) < 0.05, "2 s of \(rate) Hz reached the vendor as \(vendor.seconds) s of \(vendor.sampleRate) Hz")
      }
    }
  }

  static let endOnce = ConformanceRule(
    "avatar.end-once", "the vendor is told the end of an utterance once, after its last audio, and not before tts_audio_end", maximumSeeds: 6
  ) { subject, seed in
    try run(subject, seed) { scene, vendor in
      let turn = try scene.beginTurn()
      try await scene.say(.seconds(1), in: turn, ends: false)
      await scene.wait(.milliseconds(200))
      try require(vendor.ends == 0, "before tts_audio_end the vendor was told \(vendor.ends) ends")
      try await scene.send(DataMessage("tts_audio_end", ["request_id": "r", "reason": 1]), in: turn)
      await scene.wait(.seconds(4))
      try require(vendor.ends == 1, "after tts_audio_end the vendor was told \(vendor.ends) ends")
      if case .end? = vendor.heard.last?.kind { return }
      throw RuleBroken("audio reached the vendor after the end of its utterance")
    }
  }

  static let interrupt = ConformanceRule(
    "avatar.interrupt", "within 100 ms of a turn's end the vendor is told to be silent, nothing more of the turn reaches it, and the next turn does",
    maximumSeeds: 6
  ) { subject, seed in
    try run(subject, seed) { scene, vendor in
      try await speakAndStop(scene, vendor, "the turn's end", in: try scene.beginTurn()) { try await scene.interrupt() }
    }
  }

  static let flush = ConformanceRule(
    "avatar.flush",
    "within 100 ms of the command flush the vendor is told to be silent, nothing from before it reaches it, and the next request does",
    maximumSeeds: 6
  ) { subject, seed in
    try run(subject, seed) { scene, vendor in
      try await speakAndStop(scene, vendor, "flush", in: .none) {
        let result = try await scene.send(Command("flush"))
        try require(result.isOK, "flush was answered \(result.status) (\(result.detail))")
      }
    }
  }

  private static func speakAndStop(
    _ scene: ConformanceScene, _ vendor: any AvatarVendor, _ situation: String, in turn: Turn, _ stop: @Sendable () async throws -> Void
  ) async throws {
    try await scene.say(.milliseconds(1_900), in: turn, ends: false)
    await scene.wait(.milliseconds(800))
    try require(vendor.seconds > 0, "after 800 ms no audio has reached the vendor")
    try await stop()
    await scene.wait(.milliseconds(100))
    try require(vendor.interrupts == 1, "100 ms after \(situation) the vendor was told \(vendor.interrupts) times to be silent")
    let before = vendor.seconds
    await scene.wait(.seconds(3))
    try require(vendor.seconds == before, "after \(situation) \(vendor.seconds - before) s of what was said before reached the vendor")
    let next = turn.isNone ? Turn.none : try scene.beginTurn()
    try await scene.say(.seconds(1), request: "next", in: next)
    await scene.wait(.seconds(4))
    try require(abs(vendor.seconds - before - 1) < 0.05, "of 1 s of speech after \(situation) \(vendor.seconds - before) s reached the vendor")
  }

  static let waitingIsBounded = ConformanceRule(
    "avatar.waiting-is-bounded", "it takes audio at most 15 s ahead of what is heard, and lets the sender wait", maximumSeeds: 4
  ) { subject, seed in
    try run(subject, seed) { scene, _ in
      let began = scene.loop.now
      let turn = try scene.beginTurn()
      try await scene.send(DataMessage("tts_audio_start", ["request_id": "r"]), in: turn)
      // What does not fit any more waits in the node's inbox, which has a bound of 30 s.
      var accepted = 0
      for _ in 0..<1_200 {
        var frame = AudioFrame("pcm_frame", sampleRate: 24_000, channels: 1, payload: Payload([UInt8](repeating: 1, count: 4_800)))
        frame.turn = turn
        if case .rejected = try scene.send(frame, in: turn) { break }
        accepted += 1
        if accepted % 50 == 0 { await scene.wait(.milliseconds(10)) }
      }
      let passed = Double(scene.loop.now - began) / 1_000_000_000
      let taken = Double(accepted) / 10 - 30 - passed
      try require(taken <= 15, "it took \(Int(taken)) s of audio more than was heard, and its sender need not wait")
    }
  }
}
