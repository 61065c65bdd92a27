/// A handle that is open: its kind and the place in the code that made it, for the audit of a session and for the message of a leak.
public struct HandleDescription: Sendable, Hashable, CustomStringConvertible {
  /// Such as "pipe", "process", "signal".
  public let kind: String
  /// Empty for a handle that another library attached to the loop.
  public let file: String
  public let line: UInt

  public var description: String { file.isEmpty ? "\(kind) of another library" : "\(kind) made at \(file):\(line)" }
}
