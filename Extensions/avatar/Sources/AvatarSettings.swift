internal import TenCore
internal import TenRuntime

/// The node's properties, read once.
struct AvatarSettings: Sendable {
  enum Vendor: String, CaseIterable { case heygen, liveavatar }

  let vendor: Vendor
  let apiKey: Secret
  let baseURL: String
  let appID: String
  let certificate: Secret
  let avatarName: String
  let quality: String
  let videoEncoding: String
  let idleTimeout: Int
  let timing: AvatarSession.Timing

  /// - Throws: `AvatarError` or `PropertyError` for a value that cannot be used.
  init(_ properties: NodeProperties) throws {
    let attempted = "set up the avatar"
    let name = try properties.string("provider")
    guard let vendor = Vendor(rawValue: name) else {
      throw AvatarError(attempted: attempted, reason: "the property 'provider' is '\(name)'; use heygen or liveavatar")
    }
    self.vendor = vendor
    let key = try properties.string("api_key")
    apiKey = Secret(key.isEmpty ? try properties.string("heygen_api_key") : key)
    guard !apiKey.isEmpty else {
      throw AvatarError(attempted: attempted, reason: "the property 'api_key' is empty; set it, for example to ${env:HEYGEN_API_KEY}")
    }
    // A line break in a header would be another header.
    guard apiKey.reveal().utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw AvatarError(attempted: attempted, reason: "the property 'api_key' holds a space, a line break or a character beyond ASCII")
    }
    let base = try properties.string("base_url")
    baseURL = base.isEmpty ? vendor == .heygen ? "https://api.heygen.com" : "https://api.liveavatar.com" : base
    appID = try properties.string("agora_appid")
    guard !appID.isEmpty else { throw AvatarError(attempted: attempted, reason: "the property 'agora_appid' is empty; set the project's app id") }
    certificate = Secret(try properties.string("agora_appcert"))
    avatarName = try properties.string("avatar_name")
    quality = try properties.string("quality")
    videoEncoding = try properties.string("video_encoding")
    func seconds(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
      let value = try properties.int(name)
      guard range.contains(value) else {
        throw AvatarError(
          attempted: attempted, reason: "the property '\(name)' is \(value); use \(range.lowerBound) to \(range.upperBound) seconds")
      }
      return value
    }
    idleTimeout = try seconds("activity_idle_timeout", 30...3_600)
    var timing = AvatarSession.Timing()
    timing.keepAlive = .seconds(try seconds("keep_alive_seconds", 1...3_600))
    timing.connect = .seconds(try seconds("connect_seconds", 1...60))
    let silence = try seconds("silence_seconds", 0...60)
    timing.silence = silence == 0 ? nil : .seconds(silence)
    self.timing = timing
  }

  var provider: any AvatarProvider {
    switch vendor {
    case .heygen: HeyGenProvider(settings: self)
    case .liveavatar: LiveAvatarProvider(settings: self)
    }
  }
}
