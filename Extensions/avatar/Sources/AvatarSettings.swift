internal import TenCore
internal import TenRuntime

/// The node's properties, read once.
struct AvatarSettings: Sendable {
  enum Vendor: String, CaseIterable { case heygen, liveavatar }
  /// Where the avatar is: in the session's channel, or in a room of the vendor's own, for a page that watches it.
  enum Mode: String, CaseIterable { case channel, viewer }

  let vendor: Vendor
  let mode: Mode
  let apiKey: Secret
  let baseURL: String
  let appID: String
  let certificate: Secret
  let avatarName: String
  let quality: String
  let videoEncoding: String
  let idleTimeout: Int
  let voice: Properties
  let language: String
  /// Of a session that a page watches; nil for the vendor's own.
  let sessionLimit: Duration?
  let timing: AvatarSession.Timing

  /// - Throws: `PropertyError` for values that cannot be used.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    vendor = Vendor(rawValue: read.string("provider", oneOf: Vendor.allCases.map(\.rawValue))) ?? .heygen
    mode = Mode(rawValue: read.string("mode", oneOf: Mode.allCases.map(\.rawValue))) ?? .channel
    apiKey = read.headerSecret(read.string("api_key").isEmpty ? "heygen_api_key" : "api_key")
    if apiKey.isEmpty { read.refuse("api_key", "is empty; set it, for example to ${env:HEYGEN_API_KEY}") }
    let base = read.string("base_url")
    baseURL = base.isEmpty ? vendor == .heygen ? "https://api.heygen.com" : "https://api.liveavatar.com" : base
    appID = mode == .viewer ? "" : read.filled("agora_appid", advice: "set the project's app id")
    certificate = read.secret("agora_appcert")
    avatarName = read.string("avatar_name")
    quality = read.string("quality")
    videoEncoding = read.string("video_encoding")
    idleTimeout = read.int("activity_idle_timeout", 30...3_600)
    voice = properties["voice"]?.object ?? Properties()
    language = read.string("language")
    let limit = read.int("max_session_seconds", 0...86_400)
    sessionLimit = limit == 0 ? nil : .seconds(limit)
    var timing = AvatarSession.Timing()
    timing.keepAlive = read.seconds("keep_alive_seconds", 1...3_600)
    timing.connect = read.seconds("connect_seconds", 1...60)
    let silence = read.int("silence_seconds", 0...60)
    timing.silence = silence == 0 ? nil : .seconds(silence)
    self.timing = timing
    try read.check()
  }

  var provider: any AvatarProvider { viewerProvider }

  var viewerProvider: any ViewerProvider {
    switch vendor {
    case .heygen: HeyGenProvider(settings: self)
    case .liveavatar: LiveAvatarProvider(settings: self)
    }
  }
}
