public import TenCore

/// What a probe got, in order. Usable from any thread.
public final class Received: Sendable {
  public enum Item: Sendable {
    case command(Command)
    case data(DataMessage)
    case audio(AudioFrame)
    case video(VideoFrame)

    public var message: any Message {
      switch self {
      case .command(let message): message
      case .data(let message): message
      case .audio(let message): message
      case .video(let message): message
      }
    }
  }

  private struct State {
    var items: [Item] = []
    var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Locked(State())

  public init() {}

  public var all: [Item] { state.withLock { $0.items } }
  /// The names of all messages, in order.
  public var names: [String] { all.map(\.message.name.text) }
  public var data: [DataMessage] { all.compactMap { if case .data(let message) = $0 { message } else { nil } } }
  public var commands: [Command] { all.compactMap { if case .command(let message) = $0 { message } else { nil } } }
  public var audio: [AudioFrame] { all.compactMap { if case .audio(let frame) = $0 { frame } else { nil } } }
  public var video: [VideoFrame] { all.compactMap { if case .video(let frame) = $0 { frame } else { nil } } }

  /// The payloads of all audio frames, one after the other.
  public var samples: [UInt8] { audio.flatMap { frame in frame.payload.withUnsafeBytes { Array($0) } } }

  /// Waits until there are `count` messages. A test in which they never come ends as a dead loop.
  public func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        guard state.items.count < count else { return true }
        state.waiting.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  func add(_ item: Item) {
    let due = state.withLock { state in
      state.items.append(item)
      let due = state.waiting.filter { $0.count <= state.items.count }
      if !due.isEmpty { state.waiting.removeAll { $0.count <= state.items.count } }
      return due
    }
    for waiter in due { waiter.continuation.resume() }
  }
}
