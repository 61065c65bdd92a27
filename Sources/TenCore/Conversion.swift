/// A `msg_conversion` of a connection: makes the receiver's message out of the sender's. TEN's semantics, `ten-runtime` section 3.5.
public struct Conversion: Sendable, Hashable {
  /// Whether the sender's properties stay, under what the rules write. A message's buffer and frame fields always stay.
  public var keepOriginal: Bool
  /// Applied in order.
  public var rules: [Rule]

  public struct Rule: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
      case fixed(Value)
      case original(PropertyPath)
    }

    /// Where the value goes; the path `ten.name` renames the message.
    public var path: PropertyPath
    public var source: Source

    public init(path: PropertyPath, source: Source) {
      self.path = path
      self.source = source
    }
  }

  public init(keepOriginal: Bool = false, rules: [Rule]) {
    self.keepOriginal = keepOriginal
    self.rules = rules
  }
}
