internal import TenCore
internal import TenLoop

/// A value that comes once, and the tasks of one loop that wait for it. On the loop's thread only.
final class Promise<Value: Sendable>: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private(set) var value: Value?
  private var waiting: [(id: Int, resume: (Value) -> Void)] = []
  private var lastID = 0

  var isFulfilled: Bool { value != nil }

  /// The first value counts, later ones are let go.
  func fulfil(_ value: Value) {
    guard self.value == nil else { return }
    self.value = value
    let all = waiting
    waiting = []
    for waiter in all { waiter.resume(value) }
  }

  func get() async -> Value {
    if let value { return value }
    return await withCheckedContinuation { continuation in whenFulfilled { continuation.resume(returning: $0) } }
  }

  /// The value, or nil when it has not come in time.
  func get(within milliseconds: Int, on loop: UVLoop) async -> Value? {
    if let value { return value }
    return await withCheckedContinuation { continuation in
      // The loop may have turned since: a task without an actor changes its executor on the way here.
      if let value = self.value { return continuation.resume(returning: value) }
      var timer = TimerID.none
      let id = add { value in
        loop.cancel(timer)
        continuation.resume(returning: value)
      }
      timer = loop.after(UInt64(max(0, milliseconds)) * 1_000_000) {
        self.waiting.removeAll { $0.id == id }
        continuation.resume(returning: nil)
      }
    }
  }

  /// Calls `body` with the value: at once when it is there.
  func whenFulfilled(_ body: @escaping (Value) -> Void) {
    if let value { body(value) } else { _ = add(body) }
  }

  private func add(_ resume: @escaping (Value) -> Void) -> Int {
    lastID += 1
    waiting.append((lastID, resume))
    return lastID
  }
}

extension UVLoop {
  /// Lets time pass for a task of the loop.
  func pause(milliseconds: Int) async { _ = await Promise<Void>().get(within: milliseconds, on: self) }
}
