public import TenCore
internal import TenGraph

/// A configuration, and where each of its values came from.
public struct LoadedConfiguration: Sendable {
  public struct Entry: Sendable, Hashable {
    public var key: String
    /// As it may be shown: secrets are masked.
    public var value: Value
    public var source: ConfigurationSource
  }

  public var configuration: ServerConfiguration
  public var entries: [Entry]
  /// What is worth knowing and stops nothing.
  public var notes: [String]

  /// A line for each value, or one JSON object.
  public func text(json: Bool) -> String {
    guard !json else {
      let values = entries.map { ($0.key, Value.object(["value": $0.value, "from": .string($0.source.description)])) }
      return JSON.text(of: .object(Properties(values)), pretty: true) + "\n"
    }
    let width = entries.map(\.key.count).max() ?? 0
    let shown = entries.map { (key: $0.key, value: JSON.text(of: $0.value), source: $0.source.description) }
    let valueWidth = min(60, shown.map(\.value.count).max() ?? 0)
    return shown.map { Self.padded($0.key, width) + "  " + Self.padded($0.value, valueWidth) + "  " + $0.source + "\n" }.joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}
