internal import TenCore
internal import TenGraph
public import TenRuntime

/// A language model that answers from a script: for tests, demonstrations, and work without a network.
///
/// It speaks as `llm_openai` does: `chat_completion` with partial results and one final, `abort`, and `flush`.
public actor LlmScript: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let settings: ScriptSettings
  private var dialogue = Dialogue()
  /// Requests that are being answered.
  private var running: [String: Bool] = [:]
  private var answers = 0

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try ScriptSettings(context.properties)
  }

  public func prepare() async throws {
    let (path, inline) = (settings.path, context.properties["dialogue"])
    if path.isEmpty {
      dialogue = try Dialogue(inline ?? .object(Properties()), of: "the property 'dialogue'")
    } else {
      let text = try await context.offload { try ScriptFile.read(path) }
      dialogue = try Dialogue(try JSON.parse(text, file: path), of: "'\(path)'")
    }
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "chat_completion": return try await answer(command, reply)
    case "abort":
      abort(command["request_id"]?.string ?? "")
      return .ok()
    case "flush":
      abort("")
      return .ok()
    case "retrieve_prompt": return .ok(["prompt": ""])
    default: return .error("'\(context.nodeName)' got the command '\(command.name)': it takes chat_completion, abort, flush and retrieve_prompt")
    }
  }

  public func interrupted(turn: Turn) async {}

  /// Marks what runs; it ends before its next word.
  private func abort(_ id: String) {
    for key in running.keys.sorted() where id.isEmpty || key == id { running[key] = true }
  }

  private func answer(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    answers += 1
    let given = command["request_id"]?.string ?? ""
    let id = given.isEmpty ? "request-\(answers)" : given
    guard running[id] == nil else { return CommandResult(.error, ["error": "request_id_already_running", "detail": "request_id_already_running"]) }
    let messages: [Value]
    switch command["messages"] {
    case .array(let list)?: messages = list
    default: return .error("answering the request '\(id)': 'messages' is no list of messages")
    }
    guard Dialogue.asks(messages) else { return .error("answering the request '\(id)': no message of the user has a 'content' of text") }
    running[id] = false
    defer { running[id] = nil }
    let answer = dialogue.answer(to: messages)
    try await pause(answer.delay ?? settings.firstDelay, id)
    return try await send(answer, id, "response-\(answers)", reply)
  }

  private func send(_ answer: Dialogue.Answer, _ id: String, _ response: String, _ reply: PendingReply) async throws -> CommandResult {
    var message: Properties = ["response_id": .string(response), "created": Value(Int(context.clock.unixTime.nanoseconds / 1_000_000_000))]
    if let tool = answer.tool {
      guard running[id] == false else { return .ok() }
      message["type"] = "tool_call_content"
      message["id"] = .string(response)
      message["tool_call_id"] = .string("call-" + response)
      message["name"] = .string(tool.name)
      message["arguments"] = .object(tool.arguments)
      await reply.partial(.ok(message))
      return .ok()
    }
    message["role"] = "assistant"
    var content = ""
    for (index, word) in Dialogue.words(answer.text).enumerated() {
      if index > 0 { try await pause(settings.wordDelay, id) }
      guard running[id] == false else { return .ok() }
      content += word
      message["type"] = "message_content_delta"
      message["content"] = .string(content)
      message["delta"] = .string(word)
      await reply.partial(.ok(message))
    }
    guard running[id] == false else { return .ok() }
    message["type"] = "message_content_done"
    message["content"] = .string(content)
    message["delta"] = nil
    await reply.partial(.ok(message))
    return .ok()
  }

  /// Waits in steps, so that an abort does not wait for a long delay to end.
  private func pause(_ duration: Duration, _ id: String) async throws {
    let end = context.clock.now + duration
    while running[id] == false, context.clock.now < end {
      try await context.clock.sleep(until: min(end, context.clock.now + .milliseconds(20)))
    }
  }
}
