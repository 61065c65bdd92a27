internal import TenCore
internal import TenGraph
internal import TenRuntime
internal import TenTesting

extension LLMRules {
  static let failing = [failureIsAnError, slowVendor, malformed]

  static let failureIsAnError = ConformanceRule(
    "llm.failure-is-an-error", "a vendor that refuses, or breaks off in the middle, gives a final ERROR that says why"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let vendor = try scene.requireVendor("it must fail")
      vendor.meet(.refuses)
      let refused = try await scene.ask("Will you?", id: "refused")
      try await requireError(scene, refused, "a vendor that refuses")
      vendor.meet(.waits)
      let broken = try await scene.ask("Tell me the tale.", id: "broken")
      let request = try await scene.vendorRequest(with: "the tale")
      request.say("Once ")
      await scene.wait(.milliseconds(30))
      request.breakOff()
      try await requireError(scene, broken, "a vendor that breaks off")
    }
  }

  private static func requireError(_ scene: ConformanceScene, _ answer: LLMAnswer, _ situation: String) async throws {
    let final = try await scene.requireFinal(answer, within: .seconds(60), situation)
    try require(final.status == .error, "\(situation): the final result is \(final.status), not ERROR; \(answer.summary)")
    try require(!final.detail.isEmpty, "\(situation): the final ERROR has no 'detail' that says why")
  }

  static let slowVendor = ConformanceRule(
    "llm.slow-vendor", "a vendor that takes a request and says nothing gives a final ERROR within 5 minutes", maximumSeeds: 4
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let vendor = try scene.requireVendor("it must stay silent")
      vendor.meet(.waits)
      let answer = try await scene.ask("Are you there?", id: "slow")
      await scene.wait(atMost: slowest) { _ in answer.final != nil }
      guard let final = answer.final else { throw RuleBroken("a silent vendor: no final result within \(slowest.components.seconds) s") }
      try require(final.status == .error, "a silent vendor: the final result is \(final.status), not ERROR")
      try require(vendor.requests.allSatisfy { !$0.isOpen }, "the request that was given up is still open at the vendor")
    }
  }

  static let malformed = ConformanceRule(
    "llm.malformed-request", "a request that cannot be understood is answered with an error, and the next one works"
  ) { subject, seed in
    let requests: [Properties] = [
      ["request_id": "m1"], ["request_id": "m2", "messages": "hi"], ["request_id": "m3", "messages": [1, true]],
      ["request_id": "m4", "messages": []],
      ["request_id": ["no": "text"], "messages": [["role": "user"]]], ["request_id": "m5", "messages": [["role": "user", "content": nil]]],
    ]
    let outcome = try subject.run(seed) { scene in
      for request in requests {
        let result = try await scene.send(Command("chat_completion", request))
        try require(
          result.status == .error || result.status == .invalid,
          "the request \(JSON.text(of: .object(request))) was answered with \(result.status), not with an error")
      }
      let answer = try await scene.ask("Are you well?", id: "well")
      await scene.wait(atMost: .seconds(30)) { _ in !answer.text.isEmpty || answer.final != nil }
      try require(!answer.text.isEmpty, "after malformed requests a good one got no answer: \(answer.summary)")
    }
    try outcome.requireAlive("after malformed requests")
  }
}
