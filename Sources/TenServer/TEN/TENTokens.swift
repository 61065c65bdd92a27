internal import TenChannel
internal import TenCore

/// Agora tokens as TEN's server makes them: for media and messages, a day long.
struct TENTokens: Sendable {
  static let life: UInt32 = 86_400

  let appID: String
  let certificate: Secret?
  let now: @Sendable () -> Int
  let random: @Sendable () -> UInt64

  init(_ context: ServerContext) {
    appID = context.configuration.agoraAppID
    certificate = context.configuration.agoraCertificate
    now = context.now
    random = context.random
  }

  /// - Returns: the app id where no certificate is configured, as Agora's test projects take it.
  func token(channel: String, account: String) throws(APIError) -> Secret {
    guard let certificate, !certificate.isEmpty else { return Secret(appID) }
    do throws(ChannelError) {
      let token = try AgoraToken.withRTM(
        app: try AgoraApp(id: appID, certificate: certificate), channel: channel, account: account, issuedAt: UInt32(clamping: now() / 1_000),
        life: Self.life, privilegeLife: Self.life, salt: UInt32(random() % 99_999_999) + 1)
      return token.text
    } catch {
      throw TENCode.token.error("no token was made for the channel '\(channel)': \(error)", status: 500)
    }
  }

  /// `POST /token/generate`
  func generate(_ body: Properties, _ limits: ServerConfiguration.Limits) throws(APIError) -> APIResponse {
    let channel = try TENChannel.name(in: body, limits)
    let uid = body["uid"]?.int ?? 0
    guard !appID.isEmpty else {
      throw TENCode.token.error(
        "no token was made for the channel '\(channel)': the server has no Agora app id; set AGORA_APP_ID, and AGORA_APP_CERTIFICATE where the app has one"
      )
    }
    let token = try token(channel: channel, account: String(uid))
    return TENEnvelope.success([
      "appId": .string(appID), "token": .string(token.reveal()), "channel_name": .string(channel), "uid": Value(uid),
    ])
  }
}
