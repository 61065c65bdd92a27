internal import TenCore
internal import TenGraph
internal import TenRuntime

/// Reads what other nodes send. What does not have the agreed form is no event.
enum Incoming {
  struct Refusal: Error { var reason: String }

  /// From a user at a keyboard: more is not read.
  private static let limits = JSON.Limits(bytes: 65_536, depth: 32)

  static func event(_ data: DataMessage) -> ConversationEvent? {
    switch data.name.text {
    case "asr_result":
      return .heard(text: data["text"]?.string ?? "", isFinal: data["final"]?.bool ?? false, session: id(data["metadata"]?.object?["session_id"]))
    case "text_data":
      return .injected(
        text: data["text"]?.string ?? "", role: data["role"]?.string ?? "user", isComplete: data["end_of_segment"]?.bool ?? false,
        stream: data["stream_id"]?.int)
    case "rtm_message_event":
      guard let text = text(data["message"]), let message = try? JSON.parse(text, limits: limits), let object = message.object,
        object["data_type"]?.string == "input_text", let typed = object["text"]?.string
      else { return nil }
      return .typed(text: typed, publisher: id(data["publisher"]))
    case "tts_audio_start": return .audioStarted(request: data["request_id"]?.string ?? "")
    case "tts_audio_end":
      return .audioEnded(request: data["request_id"]?.string ?? "", milliseconds: data["request_total_audio_duration_ms"]?.int)
    default: return nil
    }
  }

  /// An id that may come as text or as a number.
  static func id(_ value: Value?) -> String { value?.string ?? value?.int.map(String.init) ?? "" }

  static func tool(_ command: Command, from node: String) -> Result<ToolDescription, Refusal> {
    guard let tool = object(command["tool"]) else { return .failure(Refusal(reason: "it has no object 'tool'")) }
    guard let name = tool["name"]?.string, !name.isEmpty, name.utf8.count <= 64 else {
      return .failure(Refusal(reason: "the tool's 'name' must have from 1 to 64 bytes"))
    }
    guard JSON.bytes(of: .object(tool)).count <= 16_384 else {
      return .failure(Refusal(reason: "the tool '\(name)' is described in more than 16384 bytes"))
    }
    return .success(ToolDescription(name: name, description: tool, node: node))
  }

  static func model(_ result: CommandResult) -> ModelEvent? {
    switch result["type"]?.string {
    case "message_content_delta": .delta(delta: result["delta"]?.string, content: result["content"]?.string)
    case "message_content_done": .done(content: result["content"]?.string)
    case "message_reasoning_delta": .reasoning(text: result["content"]?.string ?? result["delta"]?.string ?? "", isFinal: false)
    case "message_reasoning_done": .reasoning(text: result["content"]?.string ?? "", isFinal: true)
    case "tool_call_content":
      .tool(
        ToolCall(
          id: result["tool_call_id"]?.string ?? result["id"]?.string ?? "", name: result["name"]?.string ?? "",
          arguments: object(result["arguments"]) ?? Properties()))
    default: nil
    }
  }

  static func reason(_ result: CommandResult) -> String {
    let text = result.detail.isEmpty ? result["error"].map { $0.string ?? JSON.text(of: $0) } ?? "no reason given" : result.detail
    return String(text.prefix(300))
  }

  /// The content of a tool's answer, as the text that the model gets.
  static func toolOutput(_ value: Value?) -> String? {
    guard let content = object(value)?["content"] else { return nil }
    if let text = content.string { return text }
    let parts = content.array?.compactMap { $0.object?["text"]?.string } ?? []
    return parts.isEmpty ? JSON.text(of: content) : parts.joined(separator: "\n")
  }

  /// An object, or the JSON text of one.
  private static func object(_ value: Value?) -> Properties? {
    if let object = value?.object { return object }
    guard let text = value?.string else { return nil }
    return (try? JSON.parse(text, limits: limits))?.object
  }

  private static func text(_ value: Value?) -> String? {
    if let text = value?.string { return text }
    guard let bytes = value?.bytes else { return nil }
    return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
