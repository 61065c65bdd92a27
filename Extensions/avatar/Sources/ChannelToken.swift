internal import TenCore
internal import TenRuntime

/// The avatar's token for the channel.
enum ChannelToken {
  /// - Parameter given: the start message's token, which wins.
  static func make(_ settings: AvatarSettings, channel: String, uid: UInt32, given: Secret, unixTime: Duration) throws -> Secret {
    if !given.isEmpty { return given }
    // A project without a certificate takes its app id for a token.
    guard !settings.certificate.isEmpty else { return Secret(settings.appID) }
    throw AvatarError(attempted: "make the avatar's token", reason: "tokens cannot be made yet; give start.avatar_token")
  }
}
