import LlmOpenai
import TenCore
import TenNet
import TenRuntime
import TenTesting
import Testing

@Suite struct AnAnswerComesTests {
  @Test(arguments: [1, 2, 3, 7, 1_000])
  func inOrderHoweverTheStreamIsCut(piece: Int) throws {
    let stream = ": hello\n\n" + chunk("{\"content\":\"Hällo \"}") + chunk("{\"content\":\"🌍.\"}") + done
    let network = PuppetNetwork { _ in .text(200, stream, piece: piece) }
    try withModel(network) { session, _ in
      let outcome = try await session.outcome(of: ask())
      #expect(outcome.types == ["message_content_delta", "message_content_delta", "message_content_done"])
      #expect(outcome.text == "Hällo 🌍.")
      #expect(outcome.partials.last?["content"] == "Hällo 🌍.")
      #expect(outcome.partials.last?["response_id"] == "c1")
      #expect(outcome.final?.isOK == true)
      #expect(outcome.final?.properties["finish_reason"] == "stop")
    }
  }

  @Test(arguments: ["<think>hm, so</think>Yes.", "<think>hm, so</think>", "a <b> <thin"])
  func withItsThoughtsApart(text: String) throws {
    let pieces = text.map { chunk("{\"content\":\"\($0)\"}") }.joined() + done
    let network = PuppetNetwork { _ in .text(200, pieces) }
    try withModel(network) { session, _ in
      let outcome = try await session.outcome(of: ask())
      let thinks = text.hasPrefix("<think>")
      #expect(outcome.text == (thinks ? text.hasSuffix("Yes.") ? "Yes." : "" : text))
      #expect(outcome.partials.first { $0["type"] == "message_reasoning_done" }?["content"] == (thinks ? "hm, so" : nil))
    }
  }

  @Test func callingToolsWhosePiecesAreJoined() throws {
    let stream =
      chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}")
      + chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"time\"}}]}")
      + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}")
      + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Oslo\\\"}\"}}]}") + chunk("{}", finish: "tool_calls")
    let network = PuppetNetwork { _ in .text(200, stream) }
    try withModel(network) { session, _ in
      let outcome = try await session.outcome(of: ask())
      #expect(outcome.types == ["tool_call_content", "tool_call_content"])
      #expect(outcome.partials.first?["arguments"] == ["city": "Oslo"])
      #expect(outcome.partials.last?["name"] == "time")
      #expect(outcome.partials.last?["arguments"] == [:])
    }
  }

  @Test func toARequestAsTheServerWantsIt() throws {
    let network = PuppetNetwork { _ in .text(200, done) }
    let parameters: Value = ["temperature": 0.7, "max_tokens": 5, "presence_penalty": 1]
    let call: Value = ["type": "function_call", "call_id": "x", "name": "t", "arguments": "", "role": "assistant"]
    let messages: Value = [["role": "user", "content": "hi"], call, ["type": "function_call_output", "call_id": "x", "output": "7"]]
    let tool: Value = ["name": "t", "description": "d", "parameters": [["name": "p", "type": "string", "required": true]]]
    let graph = TestGraph().node("main", Asker.self).node("llm", LlmOpenai.self, ["base_url": "http://llm.test/v1/"])
    try withModel(network, graph) { session, _ in
      for model in ["gpt-4o", "gpt-5.1"] {
        let more: Properties = [
          "model": .string(model), "messages": messages, "parameters": parameters, "tools": [tool], "prompt": "Be brief.",
        ]
        let final = try await session.outcome(of: ask("r", "", more)).final
        #expect(final?.isOK == true)
      }
    }
    let (plain, thinking) = (try body(network.requests[0]), try body(network.requests[1]))
    #expect(network.requests[0].url.target == "/v1/chat/completions")
    #expect(network.requests[0].headers["authorization"] == nil)
    #expect(plain["max_tokens"] == 5 && plain["temperature"] == 0.7 && plain["presence_penalty"] == 1)
    #expect(thinking["max_completion_tokens"] == 5 && thinking["temperature"] == nil && thinking["presence_penalty"] == nil)
    #expect(plain["messages"]?.array?.compactMap { $0.object?["role"]?.string } == ["system", "user", "assistant", "tool"])
    #expect(plain["messages"]?.array?[2].object?["tool_calls"]?.array?.first?.object?["function"] == ["name": "t", "arguments": "{}"])
    #expect(plain["tools"]?.array?.first?.object?["function"]?.object?["parameters"]?.object?["required"] == ["p"])
  }
}
