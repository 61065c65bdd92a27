public import TenCore

/// The graphs of one file: of TEN's app property file (`predefined_graphs`), or a single graph.
public struct GraphFile: Sendable {
  public struct Entry: Sendable {
    public var name: String
    /// Marks the file's default graph.
    public var autoStart: Bool
    let value: Value
    let spot: Spot
    let keys: KeySet
  }

  /// As the user gave it.
  public var path: String
  public var entries: [Entry]
  /// TEN's `log` object, for the host.
  public var log: Properties?
}
