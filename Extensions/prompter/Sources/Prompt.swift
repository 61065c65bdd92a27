internal import TenCore

/// One entry of the property `messages`.
struct Prompt: Sendable {
  enum Message: Sendable {
    case data(DataMessage)
    /// `results`: the name of the data that its results become.
    case command(Command, results: MessageName?)
  }

  let delay: Duration
  let message: Message
  /// The node that gets it; nil: where the graph connects its name.
  let destination: String?

  private static let keys: Set<String> = ["after_ms", "cmd", "data", "properties", "results", "to"]

  /// - Throws: `PromptError` that names what is wrong in which entry.
  static func list(_ value: Value?) throws(PromptError) -> [Prompt] {
    guard let value else { return [] }
    guard let entries = value.array else { throw PromptError("'messages' is a \(value.kindName), not a list") }
    var prompts: [Prompt] = []
    for (index, entry) in entries.enumerated() { prompts.append(try Prompt(entry, "messages[\(index)]")) }
    return prompts
  }

  private init(_ value: Value, _ place: String) throws(PromptError) {
    guard let entry = value.object else { throw PromptError("\(place) is a \(value.kindName), not an object") }
    if let key = entry.keys.first(where: { !Self.keys.contains($0) }) {
      throw PromptError("\(place) has the key '\(key)'; it may have \(Self.keys.sorted().joined(separator: ", "))")
    }
    let properties = try Self.typed(entry, "properties", \.object, place) ?? Properties()
    let milliseconds = try Self.typed(entry, "after_ms", \.int, place) ?? 0
    guard (0...3_600_000).contains(milliseconds) else { throw PromptError("\(place): 'after_ms' is \(milliseconds); use 0 to 3600000") }
    delay = .milliseconds(milliseconds)
    destination = try Self.typed(entry, "to", \.string, place)
    switch (try Self.name(entry, "data", place), try Self.name(entry, "cmd", place)) {
    case (let name?, nil): message = .data(DataMessage(name, properties))
    case (nil, let name?): message = .command(Command(name, properties), results: try Self.name(entry, "results", place))
    default: throw PromptError("\(place) needs either 'data' or 'cmd' with the message's name")
    }
  }

  private static func name(_ entry: Properties, _ key: String, _ place: String) throws(PromptError) -> MessageName? {
    guard let text = try typed(entry, key, \.string, place) else { return nil }
    do throws(TooManyNames) { return try MessageName(text) } catch { throw PromptError("\(place): '\(key)': \(error)") }
  }

  private static func typed<T>(_ entry: Properties, _ key: String, _ read: (Value) -> T?, _ place: String) throws(PromptError) -> T? {
    guard let value = entry[key] else { return nil }
    guard let typed = read(value) else { throw PromptError("\(place): '\(key)' is a \(value.kindName), not a \(T.self)") }
    return typed
  }
}

struct PromptError: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String) { description = "reading what the prompter sends: \(reason)" }
}
