internal import TenCore
internal import TenRuntime

/// How the rules of models ask, and let the vendor answer.
extension ConformanceScene {
  func ask(_ question: String, id: String, _ more: Properties = Properties(), in turn: Turn = .none) async throws -> LLMAnswer {
    let answer = LLMAnswer()
    answer.read(
      try await stream(Command("chat_completion", LLMRules.request(id, question).merging(more)), in: turn, timeout: LLMRules.patience), on: loop)
    return answer
  }

  func requireVendor(_ need: String) throws -> any LLMVendor {
    guard let llm else { throw RuleDoesNotApply("the suite was given no vendor, and \(need)") }
    return llm
  }

  /// The request at the vendor in which these words stand.
  func vendorRequest(with words: String) async throws -> any LLMVendorRequest {
    let vendor = try requireVendor("it must say what the vendor answers")
    await wait(atMost: .seconds(10)) { _ in vendor.requests.contains { $0.text.contains(words) } }
    guard let request = vendor.requests.last(where: { $0.text.contains(words) }) else {
      throw RuleBroken("the vendor was not asked '\(words)' within 10 s")
    }
    return request
  }

  /// Lets the vendor say the words, a moment apart; a model without a vendor says its own.
  func vendorSays(_ words: [String], to question: String, ends: Bool = true) async throws {
    guard llm != nil else { return }
    let request = try await vendorRequest(with: question)
    for word in words {
      request.say(word)
      await wait(.milliseconds(30))
    }
    if ends { request.end() }
  }

  func requireFinal(_ answer: LLMAnswer, within limit: Duration = .seconds(5), _ situation: String) async throws -> CommandResult {
    await wait(atMost: llm == nil ? max(limit, .seconds(60)) : limit) { _ in answer.final != nil }
    guard let final = answer.final else {
      throw RuleBroken("\(situation): no final result within \(limit.components.seconds) s; \(answer.summary)")
    }
    return final
  }

  /// Waits for the first part of the answer, so that what follows comes in its middle.
  func requireBegin(_ answer: LLMAnswer) async throws {
    await wait(atMost: .seconds(30)) { _ in !answer.of("message_content_delta").isEmpty || answer.final != nil }
    try require(!answer.of("message_content_delta").isEmpty, "no message_content_delta came: \(answer.summary)")
    if answer.final != nil { throw RuleDoesNotApply("the answer is over at once; let the extension's script answer at more length") }
  }
}
