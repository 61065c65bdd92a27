/// Why a channel could not be joined or used, with what to do. The codes are those of the protocol, `docs/local-channel.md`.
public struct ChannelError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// Nobody listens on the socket.
    case noServer = "no_server"
    case badChannel = "bad_channel"
    case badParticipant = "bad_participant"
    /// A participant of this kind and id is in the channel already.
    case taken
    case noToken = "no_token"
    case badToken = "bad_token"
    case expiredToken = "expired_token"
    /// Signed for another app, with another certificate, channel or user.
    case foreignToken = "foreign_token"
    /// The token does not grant what was attempted.
    case notPermitted = "not_permitted"
    case tooLarge = "too_large"
    case full
    case malformed
    case timedOut = "timed_out"
    case closed
  }

  public let code: Code
  public let attempted: String
  public let reason: String

  public init(_ code: Code, attempted: String, reason: String) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
  }

  public var description: String { "\(attempted) failed (\(code.rawValue)): \(reason)" }
}
