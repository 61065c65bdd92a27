internal import TenCore
internal import TenRuntime
internal import TenTesting

extension LLMRules {
  static let ending = [abort, abortAll, duplicate, interrupt, cancelReachesVendor]

  /// A request in the middle of its answer.
  private static func begun(_ scene: ConformanceScene, _ id: String, in turn: Turn = .none) async throws -> LLMAnswer {
    scene.llm?.meet(.waits)
    let answer = try await scene.ask("Tell me the tale \(id).", id: id, in: turn)
    try await scene.vendorSays(["Once "], to: "the tale \(id)", ends: false)
    try await scene.requireBegin(answer)
    return answer
  }

  /// Whatever the vendor says now, nobody hears it.
  private static func requireSilence(_ scene: ConformanceScene, _ id: String, _ answer: LLMAnswer, _ situation: String) async throws {
    let count = answer.partials.count
    if let request = scene.llm?.requests.last(where: { $0.text.contains("the tale \(id)") }), request.isOpen {
      request.say("upon a time")
      request.end()
    }
    await scene.wait(.seconds(1))
    try require(answer.partials.count == count, "\(situation): \(answer.partials.count - count) partial results came after it")
  }

  static let abort = ConformanceRule("llm.abort", "abort ends its request with a final OK, and no delta comes after it") { subject, seed in
    _ = try subject.run(seed) { scene in
      let answer = try await begun(scene, "one")
      let result = try await scene.send(Command("abort", ["request_id": "one"]))
      try require(result.isOK, "abort was answered \(result.status) (\(result.detail))")
      await scene.wait(soon)
      guard let final = answer.final else { throw RuleBroken("an aborted request has no final result; \(answer.summary)") }
      try require(final.isOK, "an aborted request ended with \(final.status) (\(final.detail)), not with OK")
      try await requireSilence(scene, "one", answer, "abort")
    }
  }

  static let abortAll = ConformanceRule("llm.abort-all", "abort without an id ends every request") { subject, seed in
    _ = try subject.run(seed) { scene in
      let answers = [try await begun(scene, "one"), try await begun(scene, "two")]
      try await scene.send(Command("abort", ["request_id": ""]))
      await scene.wait(soon)
      for (number, answer) in answers.enumerated() {
        guard let final = answer.final else { throw RuleBroken("request \(number + 1) of 2 goes on after an abort of all; \(answer.summary)") }
        try require(final.isOK, "request \(number + 1) of 2 ended with \(final.status) (\(final.detail)) after an abort of all")
      }
    }
  }

  static let duplicate = ConformanceRule(
    "llm.duplicate-id", "a second request with a live request_id gets ERROR request_id_already_running, and the first goes on"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let first = try await begun(scene, "one")
      let second = try await scene.ask("Something else.", id: "one")
      await scene.wait(soon)
      guard let refused = second.final else { throw RuleBroken("the second request with a live id has no final result; \(second.summary)") }
      try require(refused.status == .error, "the second request with a live id ended with \(refused.status), not with ERROR")
      let error = refused["error"]?.string ?? "nothing"
      try require(error == "request_id_already_running", "the result's 'error' is '\(error)', not 'request_id_already_running'")
      try require(first.final?.isOK != false, "the first request was ended by the second: \(first.summary)")
      guard let request = scene.llm?.requests.first else { return }
      try require(request.isOpen, "the first request was closed at the vendor when the second came")
      request.say("upon ")
      await scene.wait(soon)
      try require(first.text == "Once upon ", "after the second request the first got '\(first.text)', not 'Once upon '")
    }
  }

  static let interrupt = ConformanceRule("llm.interrupt", "the end of its turn ends a request, at the vendor too") { subject, seed in
    _ = try subject.run(seed) { scene in
      let turn = try scene.beginTurn()
      let answer = try await begun(scene, "one", in: turn)
      let request = scene.llm?.requests.last
      try await scene.interrupt()
      await scene.wait(soon)
      if let request { try require(!request.isOpen, "the vendor's request is still open \(soon) after its turn has ended") }
      let again = try await scene.ask("Again.", id: "one")
      await scene.wait(soon)
      try require(again.final?["error"] != "request_id_already_running", "the request is still running after its turn has ended")
      try await requireSilence(scene, "one", answer, "the end of the turn")
    }
  }

  static let cancelReachesVendor = ConformanceRule(
    "llm.cancel-reaches-vendor", "a request that is aborted, or whose asker has gone, is closed at the vendor"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      _ = try scene.requireVendor("it must know which requests are open there")
      _ = try await begun(scene, "one")
      let aborted = try await scene.vendorRequest(with: "the tale one")
      try await scene.send(Command("abort", ["request_id": "one"]))
      await scene.wait(soon)
      try require(!aborted.isOpen, "an aborted request is still open at the vendor after \(soon)")
      let answer = try await begun(scene, "two")
      let left = try await scene.vendorRequest(with: "the tale two")
      answer.letGo()
      await scene.wait(soon)
      try require(!left.isOpen, "a request whose asker has gone is still open at the vendor after \(soon)")
    }
  }
}
