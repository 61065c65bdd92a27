internal import TenCore
internal import TenTesting

/// What a node that listens must do, by TEN's contract for ASR nodes.
enum STTRules {
  static let all: [ConformanceRule] = [
    schema, oneIDPerUtterance, speechHasAFinal, finalizeIsAnswered, silenceIsSilent, keepsSessionID, timeline,
  ]

  static let schema = ConformanceRule(
    "stt.result-schema", "every asr_result has id, text, final, start_ms, duration_ms, language and metadata, of their types", maximumSeeds: 4
  ) { subject, seed in
    try listen(subject, seed) { scene in
      for result in scene.results(of: "asr_result") { try check(result) }
    }
  }

  private static func check(_ result: DataMessage) throws(RuleBroken) {
    for name in ["id", "language"] { try require(result[name]?.string?.isEmpty == false, "an asr_result's '\(name)' is \(result[name] ?? .null)") }
    try require(result["text"]?.string != nil, "an asr_result's 'text' is \(result["text"] ?? .null)")
    try require(result["final"]?.bool != nil, "an asr_result's 'final' is \(result["final"] ?? .null)")
    for name in ["start_ms", "duration_ms"] { try require(result[name]?.int ?? -1 >= 0, "an asr_result's '\(name)' is \(result[name] ?? .null)") }
    try require(result["metadata"]?.object != nil, "an asr_result's 'metadata' is \(result["metadata"] ?? .null)")
    for word in result["words"]?.array ?? [] {
      let isWhole = word.object?["word"]?.string != nil && word.object?["start_ms"]?.int != nil && word.object?["duration_ms"]?.int != nil
      try require(isWhole, "a word of an asr_result is \(word)")
    }
  }

  static let oneIDPerUtterance = ConformanceRule(
    "stt.one-id-per-utterance", "the results of an utterance have one id, up to the final; the next utterance has another", maximumSeeds: 4
  ) { subject, seed in
    try listen(subject, seed) { scene in
      var open: String?
      var closed = Set<String>()
      for result in scene.results(of: "asr_result") {
        guard let id = result["id"]?.string else { continue }
        try require(open == nil || open == id, "an utterance began with the id '\(open ?? "")' and went on with '\(id)'")
        try require(!closed.contains(id), "the id '\(id)' came again after its final")
        open = id
        guard result["final"]?.bool == true else { continue }
        closed.insert(id)
        open = nil
      }
    }
  }

  static let speechHasAFinal = ConformanceRule(
    "stt.speech-has-a-final", "each utterance, ended by silence or by asr_finalize, has one final result with text", maximumSeeds: 4
  ) { subject, seed in
    try listen(subject, seed) { scene in
      let finals = scene.results(of: "asr_result").filter { $0["final"]?.bool == true && $0["text"]?.string?.isEmpty == false }
      try require(finals.count == 2, "two utterances had \(finals.count) final results with text")
    }
  }

  static let finalizeIsAnswered = ConformanceRule(
    "stt.finalize-is-answered", "each asr_finalize is answered with one asr_finalize_end of its finalize_id, also when nobody has spoken",
    maximumSeeds: 4
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      try await scene.finalize("early")
      try await scene.hear(silence(500))
      try await scene.finalize("silent")
      await scene.wait(.seconds(2))
      let answered = scene.results(of: "asr_finalize_end").map { $0["finalize_id"]?.string ?? "none" }
      try require(answered == ["early", "silent"], "asr_finalize 'early' and 'silent' were answered with asr_finalize_end for \(answered)")
    }
  }

  static let silenceIsSilent = ConformanceRule(
    "stt.silence-gives-no-text", "silence gives no text", maximumSeeds: 4
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      try await scene.hear(silence(3_000))
      try await scene.finalize("end")
      await scene.wait(.seconds(2))
      let texts = scene.results(of: "asr_result").compactMap { $0["text"]?.string }.filter { !$0.isEmpty }
      try require(texts.isEmpty, "three seconds of silence gave \(texts)")
    }
  }

  static let keepsSessionID = ConformanceRule(
    "stt.keeps-session-id", "results carry the session_id of the audio's metadata, and asr_finalize_end that of its asr_finalize", maximumSeeds: 4
  ) { subject, seed in
    try listen(subject, seed) { scene in
      for name in ["asr_result", "asr_finalize_end"] {
        for result in scene.results(of: name) {
          let id = result["metadata"]?.object?["session_id"] ?? .null
          try require(id == "182837", "the audio's session_id is \"182837\", that of \(name) \(id)")
        }
      }
    }
  }

  static let timeline = ConformanceRule(
    "stt.timeline-is-the-audios", "start_ms and duration_ms count milliseconds of the audio that was sent, and never go back", maximumSeeds: 4
  ) { subject, seed in
    try listen(subject, seed) { scene in
      let heard = scene.stage.change { $0.heardMilliseconds }
      var last = 0
      for result in scene.results(of: "asr_result") where result["final"]?.bool == true {
        let (start, duration) = (result["start_ms"]?.int ?? -1, result["duration_ms"]?.int ?? -1)
        try require(start >= last, "an utterance began at \(start) ms, before the one before it had ended at \(last) ms")
        try require(start + duration <= heard + 100, "of \(heard) ms of audio, an utterance lasted from \(start) ms for \(duration) ms")
        last = start + duration
      }
      let second = heard - scene.stage.change { $0.lastSpeechMilliseconds }
      try require(last >= second, "the second utterance began after \(second) ms of audio, and is said to have ended at \(last) ms")
    }
  }
}
