/// What happens to a message that finds its receiver's inbox full.
@frozen
public enum FullPolicy: String, Sendable, CaseIterable {
  /// It takes its place, and the sender waits until there is room again.
  case suspend
  /// The oldest message of the same connection and kind is dropped for it.
  case dropOldest = "drop_oldest"
  /// It is not taken, and the sender is told.
  case reject
  /// Only the newest of its connection and kind waits.
  case latest
}

/// The class of a message in an inbox: each has a bound of its own.
@frozen
public enum InboxClass: Int, Sendable, CaseIterable {
  case command, durable, transient, audio, turnAudio, video

  /// The key in a graph's `inbox` object.
  public var key: String {
    switch self {
    case .command: "cmd"
    case .durable: "data"
    case .transient: "transient_data"
    case .audio: "audio_frame"
    case .turnAudio: "turn_audio_frame"
    case .video: "video_frame"
    }
  }
}

/// How much may wait for a node, and what happens beyond.
public struct InboxLimits: Sendable, Hashable {
  public struct Bound: Sendable, Hashable {
    /// Messages.
    public var count: Int
    /// Milliseconds of media; nil where the class has no duration.
    public var milliseconds: Int?
    public var policy: FullPolicy

    public init(count: Int, milliseconds: Int? = nil, policy: FullPolicy) {
      self.count = count
      self.milliseconds = milliseconds
      self.policy = policy
    }
  }

  /// Indexed by `InboxClass.rawValue`.
  public var bounds: [Bound]
  /// Bytes of payloads, over all classes.
  public var bytes: Int

  public init() {
    bounds = [
      Bound(count: 1_024, policy: .suspend),
      Bound(count: 1_024, policy: .suspend),
      Bound(count: 1_024, policy: .dropOldest),
      Bound(count: 4_096, milliseconds: 2_000, policy: .dropOldest),
      Bound(count: 16_384, milliseconds: 30_000, policy: .reject),
      Bound(count: 1_024, policy: .latest),
    ]
    bytes = 16 << 20
  }

  public subscript(kind: InboxClass) -> Bound {
    get { bounds[kind.rawValue] }
    set { bounds[kind.rawValue] = newValue }
  }
}
