internal import TenNet
internal import TenRuntime
internal import TenCore

/// A vendor's session calls. All of them are bounded by the limits of their requests, and their errors are clean of secrets.
protocol AvatarProvider: Sendable {
  /// As errors name it: "HeyGen".
  var name: String { get }
  /// Makes a session. From here on it must be stopped.
  func create(_ member: ChannelMember, _ http: VendorHTTP) async throws(AvatarError) -> VendorSession
  /// Starts it: the avatar joins the channel, and billing begins.
  func start(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> RealtimeEndpoint
  func stop(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError)
}

/// Whom the avatar is in the channel.
struct ChannelMember: Sendable {
  var appID: String
  var channel: String
  var uid: UInt32
  var token: Secret
}

/// A session that exists at the vendor.
struct VendorSession: Sendable {
  var id: String
  /// The session's own token, which its other calls carry.
  var token: Secret
  /// Known before the start, with vendors that say it then.
  var endpoint: RealtimeEndpoint?
  /// What the vendor said of it. Holds secrets.
  var answer = Properties()
}

/// Where a session's WebSocket is. The address is a secret.
struct RealtimeEndpoint: Sendable {
  var url: NetURL
  /// How long the vendor lets the session live.
  var limit: Duration?
}
