/// What went wrong between here and a server: what was attempted, and why it failed. Never holds a path, a header or a body.
public struct NetError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    case invalidURL = "invalid URL"
    /// No connection: no such host, refused, no route.
    case unreachable
    /// The certificate or the handshake was refused.
    case untrusted
    /// A deadline passed: connecting, idle, or in all.
    case timedOut = "timed out"
    /// The WebSocket upgrade was answered with another status than 101.
    case refused
    /// The other side ended the connection in the middle.
    case closed
    /// What came is no HTTP or WebSocket.
    case malformed
    /// More bytes than the bound allows.
    case tooLarge = "too large"
    case cancelled
    /// The network of this loop has been shut down.
    case ended
  }

  public let kind: Kind
  /// What was attempted, with the address: "POST https://api.example.com:443/…".
  public let attempted: String
  public let reason: String
  /// The HTTP status, where there was one: 401 for a refused upgrade.
  public let status: Int?

  public init(_ kind: Kind, attempted: String, reason: String, status: Int? = nil) {
    self.kind = kind
    self.attempted = attempted
    self.reason = reason
    self.status = status
  }

  public var description: String { "\(attempted) failed (\(kind.rawValue)): \(reason)" }
}
