public import TenCore

/// Brings participants into named channels. `local` is the first: a Unix socket of this machine. In tests a hub in memory stands in for it.
public protocol ChannelTransport: AnyObject, Sendable {
  /// Joins a channel. What happens there is told to `onEvent`, on the loop, from before this returns until `ended` was told or `leave` has returned.
  /// - Throws: `ChannelError`.
  func join(_ request: JoinRequest, onEvent: @escaping @Sendable (ChannelEvent) -> Void) async throws(ChannelError) -> any ChannelConnection
}

/// A participant's place in a channel. On the loop's thread only.
public protocol ChannelConnection: AnyObject, Sendable {
  /// Who is in the channel besides oneself, as of now.
  var participants: [Participant] { get }
  /// Publishes samples or a picture now: pacing is the publisher's business. Never waits.
  /// - Returns: false when it was dropped: not joined, or more than the bound waits to be written.
  @discardableResult func publish(_ audio: ChannelAudio) -> Bool
  @discardableResult func publish(_ video: ChannelVideo) -> Bool
  /// Sends a packet of the data stream to every `rtc` participant; at most 1,024 bytes.
  func send(data: Payload) throws(ChannelError)
  /// Sends a message to every `rtm` participant; at most 32 KiB.
  func send(message: Payload, customType: String) throws(ChannelError)
  /// Sets this participant's presence states, which every `rtm` participant is told.
  func setPresence(_ states: [String: String]) throws(ChannelError)
  /// Gives a fresh token before the old one expires.
  func renew(token: Secret) throws(ChannelError)
  /// Leaves; returns when the others have been told, or after a second. May be called more than once.
  func leave() async
}

/// Who wants to join what.
public struct JoinRequest: Sendable {
  public var channel: String
  public var participant: Participant
  /// An Agora 007 token; needed where the channel server knows an app certificate.
  public var token: Secret?
  /// Which media it wants to receive; data and messages always come.
  public var receivesAudio = true
  public var receivesVideo = false

  public init(channel: String, participant: Participant, token: Secret? = nil) {
    self.channel = channel
    self.participant = participant
    self.token = token
  }
}

/// Someone in a channel. The same user may be in it twice: for media (`rtc`) and for messages (`rtm`).
public struct Participant: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable { case rtc, rtm }

  public let kind: Kind
  /// The uid in decimal (`rtc`, 1 to 4294967295), or the user id (`rtm`, at most 64 bytes).
  public let id: String

  public static func rtc(_ uid: UInt32) -> Participant { Participant(kind: .rtc, id: String(uid)) }
  public static func rtm(_ user: String) -> Participant { Participant(kind: .rtm, id: user) }

  public init(kind: Kind, id: String) {
    self.kind = kind
    self.id = id
  }

  /// The uid of an `rtc` participant.
  public var uid: UInt32? { kind == .rtc ? UInt32(id) : nil }

  public var description: String { "\(kind.rawValue) \(id)" }
}
