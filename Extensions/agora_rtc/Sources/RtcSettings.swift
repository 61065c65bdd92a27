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

  /// - Throws: `RtcError` for a value that cannot be.
  init(_ properties: NodeProperties) throws {
    appID = try properties.string("app_id")
    certificate = Secret(try properties.string("app_certificate"))
    transport = try properties.string("transport")
    subscribesAudio = try properties.bool("subscribe_audio")
    sampleRate = try Self.number("subscribe_audio_sample_rate", properties, 8_000...48_000)
    channels = try Self.number("subscribe_audio_num_of_channels", properties, 1...2)
    subscribesVideo = try properties.bool("subscribe_video")
    publishesAudio = try properties.bool("publish_audio")
    publishesVideo = try properties.bool("publish_video")
    publishesData = try properties.bool("publish_data")
    playoutLimit = .milliseconds(try Self.number("playout_ms", properties, 40...30_000))
    guard certificate.isEmpty || !appID.isEmpty else {
      throw RtcError("the property 'app_certificate' is set and 'app_id' is empty: a token needs both; set 'app_id'")
    }
  }

  private static func number(_ name: String, _ properties: NodeProperties, _ range: ClosedRange<Int>) throws -> Int {
    let value = try properties.int(name)
    guard range.contains(value) else {
      throw RtcError("the property '\(name)' is \(value): it must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

struct RtcError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
