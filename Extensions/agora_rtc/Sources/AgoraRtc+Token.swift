internal import TenChannel
internal import TenCore
internal import TenRuntime

extension AgoraRtc {
  /// Seconds that a token lives: the most that Agora accepts.
  private static let life: UInt32 = 86_400

  /// A token for the own uid, from the app's certificate.
  func makeToken() throws -> Secret {
    let app = try AgoraApp(id: settings.appID, certificate: settings.certificate)
    let salt = UInt32(context.random.next() % 99_999_999) + 1
    let now = UInt32(clamping: context.clock.unixTime.components.seconds)
    return try AgoraToken.rtc(app: app, channel: channel, uid: uid, issuedAt: now, life: Self.life, privilegeLife: Self.life, salt: salt).text
  }
}
