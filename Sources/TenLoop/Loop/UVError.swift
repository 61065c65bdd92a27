/// What libuv or the system said no to, and what was attempted. Errors are equal when their codes are.
public struct UVError: Error, RawRepresentable, Sendable {
  /// libuv's code: a negative number.
  public let rawValue: CInt
  /// What was attempted and with which value, such as "listening on /run/x.sock".
  public let attempted: String

  public init(rawValue: CInt) { self.init(rawValue: rawValue, attempted: "a call of the system") }

  init(rawValue: CInt, attempted: String) {
    self.rawValue = rawValue
    self.attempted = attempted
  }

  /// The symbol, such as `ENOENT`.
  public var name: String { UV.name(rawValue) }

  /// The system's words, such as "no such file or directory".
  public var message: String { UV.message(rawValue) }
}

extension UVError: Hashable {
  public static func == (a: UVError, b: UVError) -> Bool { a.rawValue == b.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension UVError: CustomStringConvertible {
  public var description: String { "\(attempted) failed: \(message) (\(name))" }
}
