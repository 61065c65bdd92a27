public import TenCore

/// What a participant is told of its channel.
public enum ChannelEvent: Sendable {
  /// Also told, once each, for those who were there before.
  case joined(Participant)
  case left(Participant, reason: String)
  case audio(from: UInt32, ChannelAudio)
  case video(from: UInt32, ChannelVideo)
  /// A packet of the data stream.
  case data(from: UInt32, Payload)
  case message(from: String, Payload, customType: String, unixMilliseconds: Int64)
  case presence(from: String, [String: String])
  /// The token ends in 30 seconds.
  case tokenWillExpire
  /// The connection is over, by whatever cause but `leave`.
  case ended(ChannelError)
}

/// Samples in a channel: 16-bit little-endian PCM, interleaved.
public struct ChannelAudio: Sendable, Hashable {
  public var sampleRate: Int
  public var channels: Int
  /// Milliseconds on the publisher's media clock.
  public var timestamp: Int64
  public var payload: Payload

  public init(sampleRate: Int, channels: Int = 1, timestamp: Int64, payload: Payload) {
    self.sampleRate = sampleRate
    self.channels = channels
    self.timestamp = timestamp
    self.payload = payload
  }
}

/// One encoded picture in a channel.
public struct ChannelVideo: Sendable, Hashable {
  public enum Codec: UInt8, Sendable, CaseIterable { case h264 = 1, vp8, vp9, raw }

  public var codec: Codec
  public var isKeyframe: Bool
  public var width: Int
  public var height: Int
  /// Milliseconds on the publisher's media clock.
  public var timestamp: Int64
  public var payload: Payload

  public init(codec: Codec, isKeyframe: Bool, width: Int, height: Int, timestamp: Int64, payload: Payload) {
    self.codec = codec
    self.isKeyframe = isKeyframe
    self.width = width
    self.height = height
    self.timestamp = timestamp
    self.payload = payload
  }
}
