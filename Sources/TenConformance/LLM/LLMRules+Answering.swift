internal import TenCore
internal import TenRuntime
internal import TenTesting

extension LLMRules {
  static let answering = [deltasAddUp, doneBeforeFinal, oneFinal, toolCall, turn, requestsDoNotMix]
  private static let words = ["Once ", "upon ", "a ", "time, ", "nothing happened."]

  /// A whole answer, with its final result if that comes.
  private static func answered(_ scene: ConformanceScene, in turn: Turn = .none) async throws -> LLMAnswer {
    scene.llm?.meet(.waits)
    let answer = try await scene.ask("Tell me a story.", id: "story", in: turn)
    try await scene.vendorSays(words, to: "Tell me a story.")
    await scene.wait(atMost: scene.llm == nil ? .seconds(60) : .seconds(5)) { _ in answer.final != nil }
    return answer
  }

  static let deltasAddUp = ConformanceRule(
    "llm.deltas-add-up", "each delta brings its part and all that was said so far; the whole is what the vendor said and what the done message says"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let answer = try await answered(scene)
      let deltas = answer.of("message_content_delta")
      try require(!deltas.isEmpty, "there was no message_content_delta: \(answer.summary)")
      var sum = ""
      for delta in deltas {
        sum += delta["delta"]?.string ?? ""
        let content = delta["content"]?.string ?? "nothing"
        try require(content == sum, "after the deltas '\(sum)' the content is '\(content)'")
        try require(delta["role"]?.string == "assistant", "the role of a delta is \(delta["role"]?.string ?? "missing"), not 'assistant'")
        try require(delta["response_id"]?.string?.isEmpty == false, "a delta has no response_id")
      }
      if scene.llm != nil { try require(sum == words.joined(), "the vendor said '\(words.joined())', the deltas say '\(sum)'") }
      if let done = answer.of("message_content_done").first {
        try require(done["content"]?.string == sum, "the deltas say '\(sum)', the done message '\(done["content"]?.string ?? "nothing")'")
      }
    }
  }

  static let doneBeforeFinal = ConformanceRule(
    "llm.done-before-final", "one message_content_done comes after the last delta and before the final result"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let answer = try await answered(scene)
      let dones = answer.of("message_content_done").count
      try require(dones == 1, "there were \(dones) message_content_done: \(answer.summary)")
      let last = answer.partials.last { $0["type"]?.string?.hasPrefix("message_content") == true }
      try require(last?["type"]?.string == "message_content_done", "a delta came after the done message: \(answer.summary)")
    }
  }

  static let oneFinal = ConformanceRule("llm.one-final", "a whole answer ends in one final result, which is OK") { subject, seed in
    _ = try subject.run(seed) { scene in
      let answer = try await answered(scene)
      guard let final = answer.final else { throw RuleBroken("5 s after the whole answer: no final result; \(answer.summary)") }
      try require(final.isOK, "after a whole answer the final result is \(final.status) (\(final.detail))")
      let count = answer.partials.count
      await scene.wait(.seconds(1))
      try require(answer.partials.count == count, "partial results came after the final one")
    }
  }

  static let toolCall = ConformanceRule(
    "llm.tool-call-shape", "a tool call is a tool_call_content with response_id, id, tool_call_id, name and arguments as an object"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let (tool, question) = ("get_weather", subject.conformance.hooks.toolQuestion ?? "How is the weather in Oslo?")
      if scene.llm == nil, subject.conformance.hooks.toolQuestion == nil {
        throw RuleDoesNotApply("the suite was given neither a vendor nor a question that calls a tool")
      }
      scene.llm?.meet(.waits)
      let described: Value = [
        "name": .string(tool), "description": "the weather of a place",
        "parameters": [["name": "city", "type": "string", "description": "the place", "required": true]],
      ]
      let answer = try await scene.ask(question, id: "tool", ["tools": [described]])
      if scene.llm != nil {
        let request = try await scene.vendorRequest(with: question)
        request.call(tool, id: "call-1", arguments: ["city": "Oslo"])
        request.end()
      }
      await scene.wait(atMost: .seconds(30)) { _ in !answer.of("tool_call_content").isEmpty || answer.final != nil }
      let calls = answer.of("tool_call_content")
      try require(calls.count == 1, "there were \(calls.count) tool_call_content: \(answer.summary)")
      for name in ["response_id", "id", "tool_call_id", "name"] {
        try require(
          calls[0][name]?.string?.isEmpty == false, "'\(name)' of the tool call is \(calls[0][name].map { "\($0)" } ?? "missing"), not a text")
      }
      try require(
        calls[0]["arguments"]?.object != nil, "'arguments' of the tool call is a \(calls[0]["arguments"]?.kindName ?? "missing"), not an object")
      guard scene.llm != nil else { return }
      try require(calls[0]["tool_call_id"] == "call-1" && calls[0]["name"]?.string == tool, "the vendor's call-1 of \(tool) came as \(calls[0])")
      try require(calls[0]["arguments"] == ["city": "Oslo"], "the vendor's arguments came as \(calls[0])")
    }
  }

  static let turn = ConformanceRule(
    "llm.turn", "every message that the node sends while it answers carries the turn of its request, also when it is sent from a socket's reader"
  ) { subject, seed in
    _ = try subject.run(seed) { scene in
      let turn = try scene.beginTurn()
      let answer = try await answered(scene, in: turn)
      await scene.wait(.milliseconds(100))
      for partial in answer.partials {
        try require(
          partial.turn.number == turn.number, "a \(partial["type"]?.string ?? "partial result") of the turn \(turn) carries \(partial.turn)")
      }
      for entry in scene.entries {
        try require(
          entry.message.turn.number == turn.number, "'\(entry.name)', sent while the request of \(turn) was answered, carries \(entry.message.turn)")
      }
    }
  }

  static let requestsDoNotMix = ConformanceRule("llm.requests-do-not-mix", "two requests at once get their own answers") { subject, seed in
    _ = try subject.run(seed) { scene in
      let vendor = try scene.requireVendor("it must know whose answer is whose")
      vendor.meet(.waits)
      let (first, second) = (try await scene.ask("Say alpha.", id: "a"), try await scene.ask("Say beta.", id: "b"))
      let (one, other) = (try await scene.vendorRequest(with: "alpha"), try await scene.vendorRequest(with: "beta"))
      for number in 1...3 {
        one.say("alpha\(number) ")
        other.say("beta\(number) ")
        await scene.wait(.milliseconds(20))
      }
      other.end()
      await scene.wait(.milliseconds(200))
      try require(second.text == "beta1 beta2 beta3 ", "the second of two requests got '\(second.text)'")
      try require(first.final == nil, "the first of two requests ended with the second")
      one.say("alpha4 ")
      one.end()
      await scene.wait(.milliseconds(200))
      try require(first.text == "alpha1 alpha2 alpha3 alpha4 ", "the first of two requests got '\(first.text)'")
    }
  }
}
