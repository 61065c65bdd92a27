internal import TenChannel
internal import TenCore
internal import TenRuntime

/// The avatar's token for the channel.
enum ChannelToken {
  /// Longer than a vendor's session lasts; each new session gets a new one.
  private static let life: UInt32 = 86_400

  /// - Parameters:
  ///   - given: the start message's token, which wins.
  ///   - salt: random.
  /// - Throws: `AvatarError` for an app id or a certificate that is none.
  static func make(
    _ settings: AvatarSettings, channel: String, uid: UInt32, given: Secret, unixTime: Duration, salt: UInt64
  ) throws(AvatarError) -> Secret {
    if !given.isEmpty { return given }
    // A project without a certificate takes its app id for a token.
    guard !settings.certificate.isEmpty else { return Secret(settings.appID) }
    do throws(ChannelError) {
      let app = try AgoraApp(id: settings.appID, certificate: settings.certificate)
      let token = try AgoraToken.rtc(
        app: app, channel: channel, uid: uid, issuedAt: UInt32(clamping: unixTime.components.seconds), life: life, privilegeLife: life,
        salt: UInt32(salt % 99_999_999) + 1)
      return token.text
    } catch {
      throw AvatarError(attempted: "make the avatar's token for the channel", reason: "\(error)", isAboutKey: true)
    }
  }
}
