import TenCore
import TenLoop
import Testing

private actor Counter {
  nonisolated let loop: UVLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  var count = 0

  init(_ loop: UVLoop) { self.loop = loop }

  func add() -> Int {
    count += 1
    return count
  }
}

private actor Caller {
  nonisolated let loop: UVLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(_ loop: UVLoop) { self.loop = loop }

  /// How many jobs were enqueued by a thousand calls.
  func enqueues(calling counter: Counter) async -> UInt64 {
    let before = loop.hot.pointee.enqueued
    for _ in 0..<1000 { _ = await counter.add() }
    return loop.hot.pointee.enqueued - before
  }
}

@Suite struct ActorsOfTheLoop {
  @Test func callsBetweenActorsOfOneLoopEnqueueNothing() throws {
    let enqueues = try onLoop { loop in await Caller(loop).enqueues(calling: Counter(loop)) }
    #expect(enqueues == 0)
  }

  @Test func aCallbackOfTheLoopIsInsideOfItsActors() throws {
    try withLoop { loop in
      let counter = Counter(loop)
      var count = 0
      _ = loop.after(1_000_000) { count = counter.assumeIsolated { $0.add() } }
      loop.expect("the timer fires") { count == 1 }
    }
  }

  @Test func anActorOfAnotherLoopIsCalledOnItsOwnThread() throws {
    let thread = try UVLoop.onThread(name: "other")
    defer { thread.stopAndJoin() }
    let other = Counter(thread.loop)
    let count = try onLoop { loop in
      for _ in 0..<99 { _ = await other.add() }
      return loop.isOnLoop ? await other.add() : -1
    }
    #expect(count == 100)
  }
}
