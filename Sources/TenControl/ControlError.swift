/// A line on a control channel that is not understood.
public struct ControlError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}
