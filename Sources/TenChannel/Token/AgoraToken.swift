internal import TenCore

/// An Agora token of form 007: what it grants, to whom, and until when. Building one signs it; one that was read is worth nothing before `check`.
public struct AgoraToken: Sendable, Hashable {
  /// Lives are counted in seconds from `issuedAt`; 0 lasts as long as the token.
  public typealias Privileges = [UInt16: UInt32]

  public enum Privilege: UInt16, Sendable { case join = 1, publishAudio, publishVideo, publishData }

  public enum Service: Sendable, Hashable {
    /// An empty user may be any.
    case rtc(channel: String, user: String, Privileges)
    case rtm(user: String, Privileges)
    /// What is signed and not looked at: chat, streaming and others.
    case other(type: UInt16)
  }

  public let appID: String
  /// Seconds since 1970.
  public let issuedAt: UInt32
  /// Seconds from `issuedAt`.
  public let life: UInt32
  public let salt: UInt32
  public let services: [Service]
  /// What is signed.
  let signed: [UInt8]
  let signature: [UInt8]

  /// Seconds since 1970.
  public var expiresAt: UInt64 { UInt64(issuedAt) + UInt64(life) }

  /// - Parameters:
  ///   - salt: random, 1 to 99,999,999.
  ///   - life: at most 86,400 s are accepted.
  public init(app: AgoraApp, services: [Service], issuedAt: UInt32, life: UInt32, salt: UInt32) throws(ChannelError) {
    appID = app.id
    self.issuedAt = issuedAt
    self.life = life
    self.salt = salt
    self.services = services.sorted { $0.type < $1.type }
    signed = try Self.info(app.id, issuedAt, life, salt, self.services)
    signature = Self.sign(signed, app, issuedAt, salt)
  }

  /// For media: joining, and for a publisher audio, video and data.
  /// - Parameter uid: 0 for any.
  public static func rtc(
    app: AgoraApp, channel: String, uid: UInt32, isPublisher: Bool = true, issuedAt: UInt32, life: UInt32, privilegeLife: UInt32, salt: UInt32
  ) throws(ChannelError) -> AgoraToken {
    try rtc(
      app: app, channel: channel, account: uid == 0 ? "" : String(uid), isPublisher: isPublisher, issuedAt: issuedAt, life: life,
      privilegeLife: privilegeLife, salt: salt)
  }

  /// As with a uid; the account is taken word for word, "0" too.
  public static func rtc(
    app: AgoraApp, channel: String, account: String, isPublisher: Bool = true, issuedAt: UInt32, life: UInt32, privilegeLife: UInt32, salt: UInt32
  ) throws(ChannelError) -> AgoraToken {
    try AgoraToken(
      app: app, services: [.rtc(channel: channel, user: account, media(isPublisher, privilegeLife))], issuedAt: issuedAt, life: life, salt: salt)
  }

  /// For media and messages, as TEN's server makes them.
  /// - Parameters:
  ///   - rtmUser: nil for the account.
  ///   - rtmLife: nil for `life`.
  public static func withRTM(
    app: AgoraApp, channel: String, account: String, isPublisher: Bool = true, rtmUser: String? = nil, issuedAt: UInt32, life: UInt32,
    privilegeLife: UInt32, rtmLife: UInt32? = nil, salt: UInt32
  ) throws(ChannelError) -> AgoraToken {
    let services: [Service] = [
      .rtc(channel: channel, user: account, media(isPublisher, privilegeLife)), .rtm(user: rtmUser ?? account, [1: rtmLife ?? life]),
    ]
    return try AgoraToken(app: app, services: services, issuedAt: issuedAt, life: life, salt: salt)
  }

  public static func rtm(app: AgoraApp, user: String, issuedAt: UInt32, life: UInt32, salt: UInt32) throws(ChannelError) -> AgoraToken {
    try AgoraToken(app: app, services: [.rtm(user: user, [1: life])], issuedAt: issuedAt, life: life, salt: salt)
  }

  private static func media(_ isPublisher: Bool, _ life: UInt32) -> Privileges {
    isPublisher ? [1: life, 2: life, 3: life, 4: life] : [1: life]
  }

  /// Checks signature, app, life, channel, user, and that the participant may join.
  /// - Parameter now: seconds since 1970.
  /// - Throws: `badToken`, `foreignToken`, `expiredToken` or `notPermitted`.
  public func check(for request: JoinRequest, of app: AgoraApp, now: UInt64) throws(ChannelError) {
    func refused(_ code: ChannelError.Code, _ reason: String) -> ChannelError {
      ChannelError(code, attempted: "checking the token of \(request.participant) for '\(request.channel)'", reason: reason)
    }
    guard appID == app.id else { throw refused(.foreignToken, "it was made for another app") }
    guard Crypto.isEqual(signature, Self.sign(signed, app, issuedAt, salt)) else {
      throw refused(.foreignToken, "its signature is not that of the server's app certificate")
    }
    guard UInt64(issuedAt) <= now + Self.skew else { throw refused(.badToken, "it was issued in the future; set the clocks") }
    guard now < expiresAt, now < UInt64(issuedAt) + Self.longestLife else { throw refused(.expiredToken, "it has expired; make a fresh one") }
    switch request.participant.kind {
    case .rtc:
      guard let (channel, user, _) = rtcService else { throw refused(.notPermitted, "it is not for media (rtc)") }
      guard channel == request.channel else { throw refused(.foreignToken, "it is for another channel") }
      guard user.isEmpty || user == request.participant.id else { throw refused(.foreignToken, "it is for another user") }
      guard grants(.join, now: now) else { throw refused(.notPermitted, "it does not grant joining, or no longer") }
    case .rtm:
      guard let (user, privileges) = rtmService else { throw refused(.notPermitted, "it is not for messages (rtm)") }
      guard user == request.participant.id else { throw refused(.foreignToken, "it is for another user") }
      guard holds(privileges[1], now) else { throw refused(.notPermitted, "it does not grant the login, or no longer") }
    }
  }

  static let skew: UInt64 = 300
  static let longestLife: UInt64 = 86_400

  /// Whether media may be used so at this time.
  public func grants(_ privilege: Privilege, now: UInt64) -> Bool { rtcService.map { holds($0.privileges[privilege.rawValue], now) } ?? false }

  private func holds(_ life: UInt32?, _ now: UInt64) -> Bool { life.map { $0 == 0 || now < UInt64(issuedAt) + UInt64($0) } ?? false }

  private var rtcService: (channel: String, user: String, privileges: Privileges)? {
    for case .rtc(let channel, let user, let privileges) in services { return (channel, user, privileges) }
    return nil
  }

  private var rtmService: (user: String, privileges: Privileges)? {
    for case .rtm(let user, let privileges) in services { return (user, privileges) }
    return nil
  }
}

extension AgoraToken.Service {
  var type: UInt16 {
    switch self {
    case .rtc: 1
    case .rtm: 2
    case .other(let type): type
    }
  }
}
