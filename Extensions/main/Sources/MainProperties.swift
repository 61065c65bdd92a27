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

  /// - Throws: `PropertyError` for values that cannot be used.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    var settings = ConversationSettings()
    settings.greeting = read.string("greeting")
    settings.failure = read.string("failure_message")
    settings.maximumTurns = read.int("max_history", 0...1_000)
    settings.maximumBytes = read.int("max_history_bytes", 0...16_777_216)
    conversation = settings
    prompt = read.string("prompt")
    metadata = properties["session"]?.object ?? Properties()
    showsOverRTM = read.bool("rtm_transcripts")
    modelTimeout = read.milliseconds("llm_timeout_ms", 1...600_000)
    toolTimeout = read.milliseconds("tool_timeout_ms", 1...600_000)
    try read.check()
  }
}

struct MainError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
