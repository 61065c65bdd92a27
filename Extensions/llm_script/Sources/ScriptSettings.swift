internal import TenCore
internal import TenRuntime

/// The node's properties, checked.
struct ScriptSettings: Sendable {
  let path: String
  let firstDelay: Duration
  let wordDelay: Duration

  /// - Throws: `PropertyError` for values that cannot be used.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    path = read.string("path")
    firstDelay = read.milliseconds("first_delay_ms", 0...600_000)
    wordDelay = read.milliseconds("word_delay_ms", 0...600_000)
    try read.check()
  }
}
