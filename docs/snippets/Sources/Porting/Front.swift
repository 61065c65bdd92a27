import TenRuntime

// snippet
public actor Front: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public nonisolated let context: ExtensionContext
  private let greeting: String
  private var users = 0

  private struct Said: Decodable {
    var text: String
    var final: Bool
  }

  public init(_ context: ExtensionContext) throws {
    self.context = context
    greeting = try context.properties.string("greeting")
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "on_user_joined":
      users += 1
      if users == 1, !greeting.isEmpty { try await say(greeting, isEnd: true, context.beginTurn()) }
    case "on_user_left": users = max(0, users - 1)
    case "flush": await context.interrupt()
    default: return .error("'\(context.nodeName)' got the command '\(command.name)': it takes on_user_joined, on_user_left and flush")
    }
    return .ok()
  }

  public func handle(_ data: DataMessage) async throws {
    let said = try data.decode(Said.self)
    guard !said.text.isEmpty else { return }
    await context.interrupt()
    guard said.final else { return }
    let turn = context.beginTurn()
    context.spawn(in: turn) { try await self.answer(said.text, turn) }
  }

  private func answer(_ question: String, _ turn: Turn) async throws {
    let request = Command(
      "chat_completion",
      ["request_id": .string("request-\(turn.number)"), "messages": [["role": "user", "content": .string(question)]], "streaming": true])
    for await result in try await context.stream(request, to: "llm") {
      if let delta = result["delta"]?.string { try await say(delta, isEnd: false, turn) }
      if result.isFinal, !result.isOK { context.report("the model gave no answer: \(result.status): \(result.detail)") }
    }
    try await say("", isEnd: true, turn)
  }

  private func say(_ text: String, isEnd: Bool, _ turn: Turn) async throws {
    var data = DataMessage(
      "tts_text_input",
      ["request_id": .string("tts-request-\(turn.number)"), "text": .string(text), "text_input_end": .bool(isEnd)])
    data.turn = turn
    try await context.send(data, to: "tts")
  }
}
// end
