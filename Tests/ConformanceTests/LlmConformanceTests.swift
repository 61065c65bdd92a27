import LlmOpenai
import LlmScript
import TenCore
import TenGraph
import TenConformance
import TenTesting
import Testing

@Suite struct LlmConformanceTests {
  @Test func llmOpenaiConforms() throws {
    try ExtensionConformance(LlmOpenai.self, .llm)
      .properties(["api_key": "sk-canary-4711", "model": "m", "base_url": "http://llm.test/v1"])
      .vendor { StreamingLLM(.openAI) }
      .run()
  }

  @Test func llmScriptConforms() throws {
    let dialogue: Value = [
      "default": "This is one of the longer answers that a script can give.",
      "replies": [["match": "weather", "tool": ["name": "get_weather", "arguments": ["city": "Oslo"]]]],
    ]
    try ExtensionConformance(LlmScript.self, .llm).properties(["dialogue": dialogue]).toolQuestion("How is the weather?").run()
  }
}

extension StreamingLLM.Wire {
  /// Server-sent events as an OpenAI-compatible server writes them.
  static let openAI = StreamingLLM.Wire(
    text: { chunk(["content": .string($0)]) },
    call: { id, name, arguments in
      chunk([
        "tool_calls": [["index": 0, "id": .string(id), "type": "function", "function": ["name": .string(name), "arguments": .string(arguments)]]]
      ])
    },
    end: chunk([:], finish: "stop") + "data: [DONE]\n\n", status: 400, refusal: #"{"error":{"message":"no such model","code":"model_not_found"}}"#)

  private static func chunk(_ delta: Properties, finish: Value = .null) -> String {
    let event: Value = ["id": "c1", "created": 5, "choices": [["index": 0, "delta": .object(delta), "finish_reason": finish]]]
    return "data: \(JSON.text(of: event))\n\n"
  }
}
