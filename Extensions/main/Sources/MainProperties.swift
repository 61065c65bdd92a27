internal import TenCore
internal import TenRuntime

/// The node's properties, checked.
struct MainProperties: Sendable {
  let conversation: ConversationSettings
  let prompt: String
  let metadata: Properties
  let showsOverRTM: Bool
  let modelTimeout: Duration
  let toolTimeout: Duration

  init(_ properties: NodeProperties) throws {
    var settings = ConversationSettings()
    settings.greeting = try properties.string("greeting")
    settings.failure = try properties.string("failure_message")
    settings.maximumTurns = try Self.number("max_history", properties, 0...1_000)
    settings.maximumBytes = try Self.number("max_history_bytes", properties, 0...16_777_216)
    conversation = settings
    prompt = try properties.string("prompt")
    metadata = properties["session"]?.object ?? Properties()
    showsOverRTM = try properties.bool("rtm_transcripts")
    modelTimeout = .milliseconds(try Self.number("llm_timeout_ms", properties, 1...600_000))
    toolTimeout = .milliseconds(try Self.number("tool_timeout_ms", properties, 1...600_000))
  }

  private static func number(_ name: String, _ properties: NodeProperties, _ range: ClosedRange<Int>) throws -> Int {
    let value = try properties.int(name)
    guard range.contains(value) else {
      throw MainError("the property '\(name)' is \(value): it must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

struct MainError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
