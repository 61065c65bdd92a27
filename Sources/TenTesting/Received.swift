public import TenCore

/// What a probe got, in order. Usable from any thread.
///
/// A test of a whole graph names a probe's with `TestGraph.probe(_:_:)`; in an `ExtensionHarness` each run empties it first.
public final class Received: Sendable {
  private struct State {
    var items: [Item] = []
    /// How many of them expectations have looked at.
    var read = 0
    var isClosed = false
    var lastWaiter = 0
    var waiting: [(id: Int, count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    /// Takes out those who need wait no longer.
    mutating func takeDue() -> [CheckedContinuation<Void, Never>] {
      let due = waiting.filter { isClosed || $0.count <= items.count }
      if !due.isEmpty { waiting.removeAll { isClosed || $0.count <= items.count } }
      return due.map(\.continuation)
    }
  }

  private let state = Locked(State())

  public init() {}

  public var all: [Item] { state.withLock { $0.items } }
  /// The names of all messages, in order.
  public var names: [String] { all.map(\.name) }
  public var data: [DataMessage] { all.compactMap(\.data) }
  public var commands: [Command] { all.compactMap(\.command) }
  public var audio: [AudioFrame] { all.compactMap(\.audio) }
  public var video: [VideoFrame] { all.compactMap(\.video) }

  /// The payloads of all audio frames, one after the other.
  public var samples: [UInt8] { audio.flatMap { frame in frame.payload.withUnsafeBytes { Array($0) } } }

  /// Waits until there are `count` messages, or the session of a harness has ended. A test in which they never come ends as a dead loop.
  public func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      if add(waiter: continuation, for: count) == nil { continuation.resume() }
    }
  }

  func add(_ item: Item) {
    let due = state.withLock { state in
      state.items.append(item)
      return state.takeDue()
    }
    for waiter in due { waiter.resume() }
  }
}

/// Reading in order, for expectations; on the virtual loop.
extension Received {
  /// What no expectation has looked at yet.
  var unread: ArraySlice<Item> { state.withLock { $0.items[$0.read...] } }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The first unread one counts as read from here.
  func takeFirst() -> Item? {
    state.withLock { state in
      guard state.read < state.items.count else { return nil }
      state.read += 1
      return state.items[state.read - 1]
    }
  }

  /// No more will come: nobody waits any longer.
  func close() {
    let due = state.withLock { state in
      state.isClosed = true
      return state.takeDue()
    }
    for waiter in due { waiter.resume() }
  }

  /// As new, for the next run.
  func reset() { state.withLock { $0 = State() } }

  /// Waits until `count` messages are unread, nothing more can come, or the deadline is over.
  func wait(forUnread count: Int, until deadline: UInt64, on loop: EventLoop) async {
    let total = state.withLock { $0.read + count }
    let timer = Locked(TimerID.none)
    await withCheckedContinuation { continuation in
      guard let waiter = add(waiter: continuation, for: total) else { return continuation.resume() }
      let armed = loop.at(deadline) { self.wake(waiter) }
      timer.withLock { $0 = armed }
    }
    loop.cancel(timer.withLock { $0 })
  }

  private func wake(_ waiter: Int) {
    let continuation = state.withLock { state in
      state.waiting.firstIndex { $0.id == waiter }.map { state.waiting.remove(at: $0).continuation }
    }
    continuation?.resume()
  }

  /// - Returns: nil when there is nothing to wait for.
  private func add(waiter continuation: CheckedContinuation<Void, Never>, for count: Int) -> Int? {
    state.withLock { state in
      guard state.items.count < count, !state.isClosed else { return nil }
      state.lastWaiter += 1
      state.waiting.append((state.lastWaiter, count, continuation))
      return state.lastWaiter
    }
  }
}
