internal import TenRuntime

/// Many messages at once, sent without waiting for anybody.
struct Flood {
  private let count: Int
  private let kind: MessageKind
  private let name: MessageName
  private let payload: Payload

  /// - Throws: `ChaosError` for a kind that there is not, and for more than a flood may be.
  init(_ command: Command) throws {
    count = try number("count", of: command, 0...1_000_000, default: 1_000)
    let size = try number("size", of: command, 0...1_048_576, default: 320)
    let key = text("kind", of: command) ?? MessageKind.data.key
    guard let kind = MessageKind(key: key) else {
      throw ChaosError(description: "the property 'kind' of 'flood' is '\(key)': it can be 'cmd', 'data', 'audio_frame' or 'video_frame'")
    }
    self.kind = kind
    name = try MessageName(text("name", of: command) ?? "flood")
    payload = Payload([UInt8](repeating: 0, count: size))
  }

  /// - Returns: how many were accepted, rejected and dropped when they were sent.
  func send(over context: ExtensionContext) -> CommandResult {
    var (accepted, rejected, dropped) = (0, 0, 0)
    for number in 0..<count {
      switch send(number, over: context) {
      case .accepted: accepted += 1
      case .rejected: rejected += 1
      case .dropped: dropped += 1
      }
    }
    return .ok(["accepted": Value(accepted), "rejected": Value(rejected), "dropped": Value(dropped)])
  }

  private func send(_ number: Int, over context: ExtensionContext) -> SendOutcome {
    switch kind {
    case .command: context.trySend(Command(name, ["number": Value(number)])) { _ in }
    case .data: context.trySend(DataMessage(name, ["number": Value(number)], payload: payload))
    case .audio: context.send(AudioFrame(name, sampleRate: 16_000, channels: 1, payload: payload))
    case .video: context.send(VideoFrame(name, width: 1, height: 1, payload: payload))
    }
  }
}
