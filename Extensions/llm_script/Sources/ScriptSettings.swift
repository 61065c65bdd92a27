internal import TenCore
internal import TenRuntime

/// The node's properties, checked.
struct ScriptSettings: Sendable {
  let path: String
  let firstDelay: Duration
  let wordDelay: Duration

  init(_ properties: NodeProperties) throws {
    path = try properties.string("path")
    firstDelay = try Self.delay("first_delay_ms", properties)
    wordDelay = try Self.delay("word_delay_ms", properties)
  }

  private static func delay(_ name: String, _ properties: NodeProperties) throws -> Duration {
    let value = try properties.int(name)
    guard (0...600_000).contains(value) else { throw ScriptError("the property '\(name)' is \(value): it must be from 0 to 600000") }
    return .milliseconds(value)
  }
}
