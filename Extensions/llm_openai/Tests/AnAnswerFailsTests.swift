import LlmOpenai
import TenCore
import TenNet
import TenRuntime
import TenTesting
import Testing

@Suite struct AnAnswerFailsTests {
  @Test func withoutEverShowingTheKey() throws {
    let network = PuppetNetwork { _ in .text(401, "{\"error\":{\"message\":\"Incorrect API key: \(key)\",\"code\":\"invalid_api_key\"}}") }
    let record = try withModel(network) { session, _ in
      let outcome = try await session.outcome(of: ask())
      #expect(outcome.final?.status == .error)
      #expect(outcome.final?.properties["error"] == "invalid_api_key")
      #expect(outcome.final?.detail.contains("401") == true)
      #expect(!"\(outcome)".contains("canary"))
    }
    #expect(network.requests.first?.headers["authorization"] == "Bearer \(key)")
    #expect(network.requests.count == 1)
    #expect(!"\(record)".contains("canary"))
  }

  @Test(arguments: [(429, 2, 3), (503, 5, 3), (429, 60, 1), (400, 1, 1)])
  func afterAsManyTriesAsMakeSense(status: Int, wait: Int, tries: Int) throws {
    let network = PuppetNetwork { _ in .text(status, "no", headers: ["retry-after": "\(wait)"]) }
    try withModel(network) { session, _ in
      let final = try await session.outcome(of: ask()).final
      #expect(final?.properties["status"] == Value(status))
    }
    #expect(network.requests.count == tries)
  }

  @Test(arguments: [
    chunk("{\"content\":\"Hel\"}"), chunk("{\"content\":\"Hel\"}") + "data: {nope\n\n", "data: {\"error\":{\"message\":\"over\"}}\n\n",
  ])
  func whenTheStreamBreaks(stream: String) throws {
    let network = PuppetNetwork { _ in .text(200, stream) }
    try withModel(network) { session, _ in
      let final = try await session.outcome(of: ask()).final
      #expect(final?.status == .error)
    }
    #expect(network.requests.count == 1)
  }

  @Test func whenItIsLargerThanAllowed() throws {
    let network = PuppetNetwork { _ in .text(200, chunk("{\"content\":\"\(String(repeating: "x", count: 2_000))\"}") + done) }
    let graph = TestGraph().node("main", Asker.self).node(
      "llm", LlmOpenai.self, ["model": "m", "max_answer_bytes": 1_024, "base_url": "http://llm.test"])
    try withModel(network, graph) { session, _ in
      let final = try await session.outcome(of: ask()).final
      #expect(final?.properties["error"] == "too_large")
    }
  }
}
