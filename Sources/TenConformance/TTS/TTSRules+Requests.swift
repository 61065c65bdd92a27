internal import TenCore
internal import TenTesting

extension TTSRules {
  static let requests = [
    oneStartAndEnd, framesBetween, oneAtATime, piecesAreOneRequest, emptyTextEnds, lateTextIsDropped, framesCarryTheirTurn, keepsMetadata,
  ]

  static let oneStartAndEnd = ConformanceRule(
    "tts.one-start-and-end", "each request has one tts_audio_start and then one tts_audio_end, with the reason 1"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      for id in ["a", "b", "c"] {
        try await scene.say(shortText, id, in: try scene.beginTurn())
        await scene.waitForEnd(of: id)
      }
      await scene.wait(.seconds(1))
      for id in ["a", "b", "c"] {
        let request = scene.speech[id]
        try require(request.starts == 1, "request '\(id)' had \(request.starts) times tts_audio_start")
        try require(request.reasons == [1], "request '\(id)' had tts_audio_end with the reasons \(request.reasons), not once with 1")
      }
    }
  }

  static let framesBetween = ConformanceRule(
    "tts.frames-in-their-request", "sound comes only between the start and the end of a request, and every text of words has some"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      try await scene.say(shortText, "a", in: try scene.beginTurn())
      await scene.waitForEnd(of: "a")
      await scene.wait(.seconds(1))
      let speech = scene.speech
      try require(speech.strayFrames == 0, "\(speech.strayFrames) frames came before a tts_audio_start or after a tts_audio_end")
      try require(!speech["a"].frames.isEmpty, "a request of three words had no sound")
    }
  }

  static let oneAtATime = ConformanceRule(
    "tts.one-request-at-a-time", "a request whose text comes between that of another waits until the other has ended"
  ) { subject, seed in
    _ = try subject.run(seed, playing) { scene in
      let turn = try scene.beginTurn()
      try await scene.say("one two three,", "a", end: false, in: turn)
      await scene.wait(.milliseconds(seed.isMultiple(of: 2) ? 0 : 100))
      try await scene.say("four five,", "b", end: false, in: turn)
      await scene.wait(.seconds(3))
      try await scene.say("six.", "a", in: turn)
      try await scene.say("seven.", "b", in: turn)
      await scene.waitForEnd(of: "b")
      let speech = scene.speech
      try require(speech.disorder.isEmpty, speech.disorder.joined(separator: "; "))
      try require(speech.requests.map(\.id) == ["a", "b"], "'a' and 'b' were asked for, and came as \(speech.requests.map(\.id))")
    }
  }

  static let piecesAreOneRequest = ConformanceRule(
    "tts.pieces-are-one-request", "texts with one request_id are one request, however far apart they come, and all of them are spoken"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let turn = try scene.beginTurn()
      try await scene.say("one two three.", "whole", in: turn)
      await scene.waitForEnd(of: "whole")
      for _ in 0..<3 {
        try await scene.say("one two three.", "a", end: false, in: turn)
        await scene.wait(.milliseconds(Int(seed % 3) * 400))
      }
      try await scene.say("", "a", in: turn)
      await scene.waitForEnd(of: "a")
      let (whole, pieces) = (scene.speech["whole"], scene.speech["a"])
      try require(pieces.starts == 1, "three pieces of one request had \(pieces.starts) times tts_audio_start")
      try require(
        pieces.microseconds > whole.microseconds * 2,
        "three pieces lasted \(pieces.microseconds / 1_000) ms, one of them \(whole.microseconds / 1_000) ms")
    }
  }

  static let emptyTextEnds = ConformanceRule(
    "tts.empty-text-ends-soon", "a request without anything to say ends within half a second"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      for text in ["", " ", "..."] {
        let id = "empty '\(text)'"
        try await scene.say(text, id, in: try scene.beginTurn())
        await scene.wait(.milliseconds(500))
        try require(!scene.speech[id].ends.isEmpty, "half a second after the text '\(text)' its request has not ended")
      }
    }
  }

  static let lateTextIsDropped = ConformanceRule(
    "tts.late-text-is-dropped", "text for a request that has ended is not spoken, and does not begin it again"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let turn = try scene.beginTurn()
      try await scene.say(shortText, "a", in: turn)
      await scene.waitForEnd(of: "a")
      await scene.wait(.milliseconds(100))
      let (frames, starts) = (scene.audio.count, scene.speech["a"].starts)
      try await scene.say("four five six.", "a", in: turn)
      await scene.wait(.seconds(2))
      try require(scene.audio.count == frames && scene.speech["a"].starts == starts, "text that came after the request's end was spoken")
    }
  }

  static let framesCarryTheirTurn = ConformanceRule(
    "tts.frames-carry-their-turn", "every frame carries the turn of its request, also when others were begun meanwhile"
  ) { subject, seed in
    let outcome = try subject.run(seed) { scene in
      let turns = [try scene.beginTurn(), try scene.beginTurn(), try scene.beginTurn()]
      for (turn, id) in zip(turns, ["a", "b", "c"]) { try await scene.say(shortText, id, in: turn) }
      await scene.waitForEnd(of: "c")
      for (turn, id) in zip(turns, ["a", "b", "c"]) {
        let others = Set(scene.speech[id].frames.map(\.turn)).subtracting([turn])
        try require(others.isEmpty, "frames of a request of \(turn) carry \(others.map(\.description).sorted().joined(separator: ", "))")
      }
    }
    let withoutTurn = outcome.sent.reduce(0) { $0 + $1.counters[.noTurn] }
    try require(withoutTurn == 0, "\(withoutTurn) messages were sent without the turn that the manifest says they have")
  }

  static let keepsMetadata = ConformanceRule(
    "tts.keeps-metadata", "start, end and frames of a request carry the metadata of its text"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let metadata: [String: Value] = ["a": ["session_id": "7", "turn_id": 1], "b": ["session_id": "8"]]
      for id in ["a", "b"] { try await scene.say(shortText, id, metadata: metadata[id] ?? .null, in: try scene.beginTurn()) }
      await scene.waitForEnd(of: "b")
      for (id, metadata) in metadata.sorted(by: { $0.key < $1.key }) {
        let others = scene.data.filter { $0["request_id"]?.string == id && $0["metadata"] != metadata }
        try require(others.isEmpty, "'\(others.first?.name.text ?? "")' of request '\(id)' has the metadata \(others.first?["metadata"] ?? .null)")
        try require(scene.speech[id].frames.allSatisfy { $0["metadata"] == metadata }, "a frame of request '\(id)' has other metadata than its text")
      }
    }
  }
}
