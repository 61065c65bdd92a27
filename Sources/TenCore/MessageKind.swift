/// The kinds of message that a graph connects. A command's result is the fifth kind of message; it follows its command and is never connected.
@frozen
public enum MessageKind: UInt8, Sendable, CaseIterable {
  case command, data, audio, video

  /// The key of the kind in a graph's connections and a manifest's api (`cmd`, `data`, `audio_frame`, `video_frame`).
  public var key: String {
    switch self {
    case .command: "cmd"
    case .data: "data"
    case .audio: "audio_frame"
    case .video: "video_frame"
    }
  }

  public init?(key: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { $0.key == key }) else { return nil }
    self = kind
  }

  public var isMedia: Bool { self == .audio || self == .video }
}

/// What an interrupt does to a message that still waits.
@frozen
public enum DeliveryClass: String, Sendable, CaseIterable {
  /// Dropped when its turn has ended: audio, video, partial text, text that is to be spoken.
  case transient
  /// Delivered in any case: transcripts, tool results, billing.
  case durable
}
