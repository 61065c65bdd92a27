internal import TenCore
internal import TenRuntime

/// The node's properties, checked.
struct RtcSettings: Sendable {
  let appID: String
  let certificate: Secret
  let transport: String
  let subscribesAudio: Bool
  let sampleRate: Int
  let channels: Int
  let subscribesVideo: Bool
  let publishesAudio: Bool
  let publishesVideo: Bool
  let publishesData: Bool
  let playoutLimit: Duration

  /// - Throws: `PropertyError` for values that cannot be.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    appID = read.string("app_id")
    certificate = read.secret("app_certificate")
    transport = read.string("transport")
    subscribesAudio = read.bool("subscribe_audio")
    sampleRate = read.int("subscribe_audio_sample_rate", 8_000...48_000)
    channels = read.int("subscribe_audio_num_of_channels", 1...2)
    subscribesVideo = read.bool("subscribe_video")
    publishesAudio = read.bool("publish_audio")
    publishesVideo = read.bool("publish_video")
    publishesData = read.bool("publish_data")
    playoutLimit = read.milliseconds("playout_ms", 40...30_000)
    if !certificate.isEmpty, appID.isEmpty { read.refuse("app_id", "is empty and 'app_certificate' is set; a token needs both") }
    try read.check()
  }
}

struct RtcError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
