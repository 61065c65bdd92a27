internal import TenCore
internal import TenGraph

/// Makes LLM2 results of the events of one answer.
struct ChatStream {
  private struct Call {
    var id = ""
    var name = ""
    var arguments = ""
  }

  static let callLimit = 64
  private let requestID: String
  private var id: String
  private var created: Int
  private let limit: Int
  private var size = 0
  private var content = ""
  private var reasoning = ""
  private var splitter = ThinkSplitter()
  private var calls: [Int: Call] = [:]
  private var finishReason: String?
  private var usage: Value?
  /// The server has said that nothing more comes.
  private(set) var isOver = false
  /// Something of the answer has been given out, so that asking again would say it twice.
  private(set) var hasBegun = false
  private var reasoningIsDone = false

  init(id: String, created: Int, limit: Int) {
    requestID = id
    self.id = id
    self.created = created
    self.limit = limit
  }

  /// The final result.
  var summary: Properties {
    var summary: Properties = ["request_id": .string(requestID), "response_id": .string(id)]
    summary["finish_reason"] = finishReason.map(Value.string)
    summary["usage"] = usage
    return summary
  }

  /// The results that an event's data completes.
  mutating func take(_ data: String) throws(Failure) -> [Properties] {
    guard data != "[DONE]" else {
      isOver = true
      return []
    }
    guard let chunk = (try? JSON.parse(data))?.object else {
      throw Failure("reading the model's answer: the server sent an event that is no JSON object", code: "malformed_answer")
    }
    if let error = chunk["error"], !error.isNull {
      let message = error.object?["message"]?.string ?? error.string ?? "no reason was given"
      throw Failure("the model broke its answer off: \(Failure.cut(message))", code: "broken_off")
    }
    if let name = chunk["id"]?.string, !name.isEmpty { id = name }
    if let time = chunk["created"]?.int { created = time }
    if let told = chunk["usage"], !told.isNull { usage = told }
    guard let choice = chunk["choices"]?.array?.first?.object else { return [] }
    if let reason = choice["finish_reason"]?.string { finishReason = reason }
    guard let delta = choice["delta"]?.object else { return [] }
    var results: [Properties] = []
    if let text = (delta["reasoning_content"] ?? delta["reasoning"])?.string { try add(text, isReasoning: true, &results) }
    if let text = delta["content"]?.string ?? delta["refusal"]?.string {
      for piece in splitter.feed(text) { try add(piece.text, isReasoning: piece.isReasoning, &results) }
    }
    for (place, piece) in (delta["tool_calls"]?.array ?? []).enumerated() { try add(piece, place) }
    return results
  }

  /// What is left when the stream has ended.
  /// - Throws: when it ended in the middle of the answer.
  mutating func finish() throws(Failure) -> [Properties] {
    guard isOver || finishReason != nil else {
      throw Failure("reading the model's answer: the stream ended in the middle of it", code: "broken_off")
    }
    var results: [Properties] = []
    for piece in splitter.finish() { try add(piece.text, isReasoning: piece.isReasoning, &results) }
    endReasoning(&results)
    // Behind the text, for a listener ends the spoken answer there.
    if !content.isEmpty || calls.isEmpty { results.append(message("message_content_done", content)) }
    for (_, call) in calls.sorted(by: { $0.key < $1.key }) {
      let text = call.arguments.allSatisfy(\.isWhitespace) ? "{}" : call.arguments
      guard let arguments = (try? JSON.parse(text))?.object else {
        throw Failure("reading the model's call of the tool '\(Failure.cut(call.name))': its arguments are no JSON object", code: "malformed_answer")
      }
      results.append([
        "type": "tool_call_content", "response_id": .string(id), "id": .string(id), "tool_call_id": .string(call.id), "name": .string(call.name),
        "arguments": .object(arguments), "created": Value(created),
      ])
    }
    return results
  }

  private mutating func add(_ text: String, isReasoning: Bool, _ results: inout [Properties]) throws(Failure) {
    guard !text.isEmpty else { return }
    try grow(by: text)
    hasBegun = true
    if isReasoning {
      reasoning += text
      results.append(message("message_reasoning_delta", reasoning, delta: text))
    } else {
      endReasoning(&results)
      content += text
      results.append(message("message_content_delta", content, delta: text))
    }
  }

  private mutating func endReasoning(_ results: inout [Properties]) {
    guard !reasoning.isEmpty, !reasoningIsDone else { return }
    reasoningIsDone = true
    results.append(message("message_reasoning_done", reasoning))
  }

  private mutating func add(_ piece: Value, _ place: Int) throws(Failure) {
    guard let piece = piece.object else { return }
    let index = piece["index"]?.int ?? place
    guard calls[index] != nil || calls.count < Self.callLimit else {
      throw Failure("reading the model's answer: it calls more than \(Self.callLimit) tools at once", code: "too_large")
    }
    var call = calls[index] ?? Call()
    if let id = piece["id"]?.string, !id.isEmpty { call.id = id }
    if let name = piece["function"]?.object?["name"]?.string, !name.isEmpty { call.name = name }
    if let text = piece["function"]?.object?["arguments"]?.string { call.arguments += text }
    try grow(by: piece["function"]?.object?["arguments"]?.string ?? "")
    calls[index] = call
  }

  private mutating func grow(by text: String) throws(Failure) {
    size += text.utf8.count
    guard size <= limit else { throw Failure("reading the model's answer: it has more than \(limit) bytes", code: "too_large") }
  }

  private func message(_ type: String, _ text: String, delta: String? = nil) -> Properties {
    var result: Properties = ["type": .string(type), "response_id": .string(id), "role": "assistant", "content": .string(text)]
    result["delta"] = delta.map(Value.string)
    result["created"] = Value(created)
    return result
  }
}
