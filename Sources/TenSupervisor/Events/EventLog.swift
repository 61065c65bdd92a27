public import TenControl
internal import TenCore

/// The last events of one session, for any number of readers. From any thread.
public final class EventLog: Sendable {
  /// Events that are kept, and that wait for one reader at most; a slower one misses the oldest, and sees it by the numbers.
  public static let capacity = 1_024
  /// Of the lines of all events that are kept, and that a reader gets at first.
  public static let maximumBytes = 4 << 20
  /// Readers at once; more get a stream that has ended.
  public static let maximumReaders = 64

  private struct State {
    var events: [HostEvent] = []
    /// The bytes of each event's line, and of all of them.
    var sizes: [Int] = []
    var bytes = 0
    var readers: [Int: AsyncStream<HostEvent>.Continuation] = [:]
    var nextReader = 0
    var isFinished = false

    mutating func add(_ event: HostEvent, _ size: Int) {
      events.append(event)
      sizes.append(size)
      bytes += size
      // Cut in large pieces: taking one from the front costs as much as there are.
      guard events.count >= 2 * EventLog.capacity || bytes >= 2 * EventLog.maximumBytes else { return }
      let count = excess
      bytes -= sizes[..<count].reduce(0, +)
      events.removeFirst(count)
      sizes.removeFirst(count)
    }

    /// How many of the oldest are beyond the bounds.
    var excess: Int {
      var count = max(0, events.count - EventLog.capacity)
      var bytes = sizes[count...].reduce(0, +)
      while bytes > EventLog.maximumBytes, count < events.count - 1 {
        bytes -= sizes[count]
        count += 1
      }
      return count
    }
  }

  private let state = Locked(State())

  public init() {}

  /// The number of the last event; 0 before the first.
  public var lastSequence: Int { state.withLock { $0.events.last?.sequence ?? 0 } }

  /// Adds an event. One whose number is not higher than the last is known already, and not added.
  /// - Parameter bytes: of its line.
  @discardableResult
  public func append(_ event: HostEvent, bytes: Int = 0) -> Bool {
    let readers: [AsyncStream<HostEvent>.Continuation]? = state.withLock { state in
      guard !state.isFinished, event.sequence > state.events.last?.sequence ?? 0 else { return nil }
      state.add(event, bytes)
      return Array(state.readers.values)
    }
    guard let readers else { return false }
    for reader in readers { reader.yield(event) }
    return true
  }

  /// The events after `since` that are still kept, then what comes, up to `finish`.
  public func events(since: Int) -> AsyncStream<HostEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: HostEvent.self, bufferingPolicy: .bufferingNewest(Self.capacity))
    let reader: Int? = state.withLock { state in
      for event in state.events[state.excess...] where event.sequence > since { continuation.yield(event) }
      guard !state.isFinished, state.readers.count < Self.maximumReaders else { return nil }
      state.nextReader += 1
      state.readers[state.nextReader] = continuation
      return state.nextReader
    }
    guard let reader else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.readers.removeValue(forKey: reader) }
    }
    return stream
  }

  /// No event comes any more: every stream ends when what waits in it has been read.
  public func finish() {
    let readers = state.withLock { state in
      defer { state.readers = [:] }
      state.isFinished = true
      return Array(state.readers.values)
    }
    for reader in readers { reader.finish() }
  }

  /// Those who read now.
  public var readers: Int { state.withLock { $0.readers.count } }
}
