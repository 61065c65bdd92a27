internal import TenCore
internal import TenGraph
internal import TenNet

/// A `chat_completion` command as the server wants it.
struct ChatRequest {
  let http: HTTPRequest
  private static let passedOn = [
    "presence_penalty", "frequency_penalty", "seed", "user", "tool_choice", "stop", "response_format", "reasoning_effort",
  ]

  init(_ command: Properties, _ settings: Settings) throws(Failure) {
    let model = settings.model.isEmpty ? command["model"]?.string ?? "" : settings.model
    guard !model.isEmpty else {
      throw Failure("asking the model: neither the property 'model' nor the command names one", code: "no_model")
    }
    let prompt = command["prompt"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? settings.prompt
    let messages = try Self.messages(command["messages"]?.array ?? [], prompt: prompt)
    var body: Properties = [
      "model": .string(model), "messages": .array(messages), "stream": true, "stream_options": ["include_usage": true],
    ]
    let given = command["parameters"]?.object ?? Properties()
    let reasons = Self.isReasoning(model)
    let tokens: Value? = settings.maxTokens > 0 ? Value(settings.maxTokens) : .none
    let temperature: Value? = settings.temperature >= 0 ? Value(settings.temperature) : .none
    let topP: Value? = settings.topP >= 0 ? Value(settings.topP) : .none
    body[reasons ? "max_completion_tokens" : "max_tokens"] = given["max_tokens"] ?? given["max_completion_tokens"] ?? tokens
    if !reasons {
      body["temperature"] = given["temperature"] ?? temperature
      body["top_p"] = given["top_p"] ?? topP
    }
    for name in Self.passedOn where !(reasons && name.hasSuffix("_penalty")) { if let value = given[name] { body[name] = value } }
    let tools = (command["tools"]?.array ?? []).compactMap(Self.tool)
    if tools.isEmpty { body["tool_choice"] = nil } else { body["tools"] = .array(tools) }

    var headers: HTTPHeaders = ["content-type": "application/json", "accept": "text/event-stream"]
    if !settings.apiKey.isEmpty { headers.add("authorization", "Bearer " + settings.apiKey.reveal()) }
    var http = HTTPRequest("POST", settings.url, headers: headers, body: Payload(JSON.bytes(of: .object(body))))
    http.limits = settings.limits
    self.http = http
  }

  /// These models refuse a temperature, and count their thoughts as tokens of the answer.
  static func isReasoning(_ model: String) -> Bool {
    let name = model.split(separator: "/").last ?? ""
    if name.hasPrefix("gpt-5") { return true }
    return name.first == "o" && name.dropFirst().first?.isNumber == true
  }

  private static func messages(_ given: [Value], prompt: String) throws(Failure) -> [Value] {
    var messages: [Value] = []
    if !prompt.isEmpty { messages.append(["role": "system", "content": .string(prompt)]) }
    var calls: [Value] = []
    func endCalls() {
      if !calls.isEmpty { messages.append(["role": "assistant", "content": nil, "tool_calls": .array(calls)]) }
      calls = []
    }
    for value in given {
      guard let message = value.object else {
        throw Failure("asking the model: a message is \(value.kindName), not an object", code: "invalid_message")
      }
      let type = message["type"]?.string
      if type == "function_call" {
        let arguments = message["arguments"] ?? "{}"
        let text = arguments.string ?? JSON.text(of: arguments)
        calls.append([
          "id": message["call_id"] ?? message["id"] ?? "", "type": "function",
          "function": ["name": message["name"] ?? "", "arguments": .string(text.isEmpty ? "{}" : text)],
        ])
        continue
      }
      endCalls()
      if type == "function_call_output" {
        let output = message["output"] ?? ""
        messages.append(["role": "tool", "tool_call_id": message["call_id"] ?? "", "content": .string(output.string ?? JSON.text(of: output))])
      } else {
        guard let role = message["role"]?.string, let content = message["content"], !content.isNull || role == "assistant" else {
          throw Failure("asking the model: a message has no 'role' or no 'content'", code: "invalid_message")
        }
        messages.append(["role": .string(role), "content": content])
      }
    }
    endCalls()
    guard messages.contains(where: { $0.object?["role"] != "system" }) else {
      throw Failure("asking the model: 'messages' holds nothing to answer", code: "invalid_message")
    }
    return messages
  }

  /// TEN lists a tool's parameters; the server wants a JSON schema.
  private static func tool(_ value: Value) -> Value? {
    guard let tool = value.object else { return nil }
    if tool["type"] == "function", tool["function"]?.object != nil { return value }
    guard let name = tool["name"]?.string else { return nil }
    var schema: Properties = ["type": "object"]
    if let given = tool["parameters"]?.object {
      schema = given
    } else {
      var properties = Properties()
      var required: [Value] = []
      for parameter in (tool["parameters"]?.array ?? []).compactMap(\.object) {
        guard let name = parameter["name"]?.string else { continue }
        var rest = parameter
        rest["name"] = nil
        rest["required"] = nil
        properties[name] = .object(rest)
        if parameter["required"] == true { required.append(.string(name)) }
      }
      schema["properties"] = .object(properties)
      schema["required"] = .array(required)
    }
    var function: Properties = ["name": .string(name), "parameters": .object(schema)]
    function["description"] = tool["description"]
    return ["type": "function", "function": .object(function)]
  }
}
