internal import TenCore
internal import TenGraph
internal import TenRuntime

/// What is answered to what.
struct Dialogue: Sendable {
  struct Tool: Sendable, Hashable {
    var name: String
    var arguments: Properties
  }

  struct Answer: Sendable, Hashable {
    var text = ""
    var delay: Duration?
    var tool: Tool?
  }

  private struct Reply: Sendable {
    var match: String
    var answer: Answer
  }

  private var replies: [Reply] = []
  private var fallback = "You said: {text}"

  init() {}

  /// - Parameter place: where it stands, for errors.
  init(_ value: Value, of place: String) throws(ScriptError) {
    guard let object = value.object else { throw ScriptError("reading \(place): it is no object with 'replies' and 'default'") }
    if let text = object["default"] {
      guard let text = text.string else { throw ScriptError("reading \(place): 'default' is a \(text.kindName), not a text") }
      fallback = text
    }
    guard let list = object["replies"] else { return }
    guard let list = list.array, list.count <= 10_000 else { throw ScriptError("reading \(place): 'replies' is no list of at most 10000 replies") }
    for (index, entry) in list.enumerated() { replies.append(try Self.reply(entry, "reading \(place): replies[\(index)]")) }
  }

  private static func reply(_ value: Value, _ place: String) throws(ScriptError) -> Reply {
    guard let object = value.object, let match = object["match"]?.string else { throw ScriptError("\(place) has no text 'match'") }
    var answer = Answer(text: object["text"]?.string ?? "")
    if let delay = object["delay_ms"] {
      guard let delay = delay.int, (0...600_000).contains(delay) else { throw ScriptError("\(place): 'delay_ms' must be from 0 to 600000") }
      answer.delay = .milliseconds(delay)
    }
    if let tool = object["tool"] {
      guard let tool = tool.object, let name = tool["name"]?.string, !name.isEmpty else { throw ScriptError("\(place): 'tool' has no 'name'") }
      answer.tool = Tool(name: name, arguments: tool["arguments"]?.object ?? Properties())
    }
    return Reply(match: match.lowercased(), answer: answer)
  }

  /// The first reply whose `match` stands in the user's last words. Once a tool has answered, the reply's text is said, in which `{result}` is that answer.
  func answer(to messages: [Value]) -> Answer {
    let last = messages.lastIndex { $0.object?["role"]?.string == "user" }
    let text = last.flatMap { Self.text(messages[$0].object?["content"]) } ?? ""
    let lowered = text.lowercased()
    var answer = replies.first { lowered.contains($0.match) || $0.match.isEmpty }?.answer ?? Answer(text: fallback)
    let output = messages[(last ?? messages.startIndex)...].last { $0.object?["type"]?.string == "function_call_output" }?.object?["output"]?.string
    if output != nil {
      answer.tool = nil
      if answer.text.isEmpty { answer.text = "{result}" }
    }
    answer.text = Self.filled(answer.text, ["{text}": text, "{result}": output ?? ""])
    return answer
  }

  /// Whether the user has said anything that can be answered.
  static func asks(_ messages: [Value]) -> Bool { messages.contains { $0.object?["role"]?.string == "user" && text($0.object?["content"]) != nil } }

  private static func text(_ content: Value?) -> String? {
    content?.string ?? content?.array?.compactMap { $0.object?["text"]?.string }.joined(separator: " ")
  }

  /// Placeholders are replaced in one pass, so that words of the user that look like one stay.
  private static func filled(_ text: String, _ values: KeyValuePairs<String, String>) -> String {
    var (result, rest) = ("", text[...])
    while let first = rest.first {
      if let (name, value) = values.first(where: { rest.hasPrefix($0.key) }) {
        result += value
        rest = rest.dropFirst(name.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// A text in words, each with the white space before it.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var (word, hasLetters) = ("", false)
    for character in text {
      if character.isWhitespace, hasLetters {
        words.append(word)
        (word, hasLetters) = ("", false)
      }
      word.append(character)
      if !character.isWhitespace { hasLetters = true }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

struct ScriptError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
