import TenCore
import TenLoop
import Testing

@Suite struct WatchdogThreads {
  @Test func theClosureIsCalledAtItsPaceWhileEnabledAndNotOtherwise() throws {
    try withLoop { loop in
      let ticks = Shared(0)
      let thread = try WatchdogThread(interval: 1_000_000) {
        ticks.update { $0 += 1 }
        loop.wake()
        loop.post {}
        return true
      }
      var isLater = false
      _ = loop.after(5_000_000) { isLater = true }
      loop.expect("some time passes") { isLater }
      #expect(ticks.value == 0)
      thread.enable()
      loop.expect("it ticks") { ticks.value >= 3 }
      thread.stop()
      let count = ticks.value
      isLater = false
      _ = loop.after(5_000_000) { isLater = true }
      loop.expect("some time passes") { isLater }
      #expect(ticks.value == count)
    }
  }

  @Test func stoppingDoesNotWaitForTheInterval() throws {
    let thread = try WatchdogThread(interval: 3_600_000_000_000) { true }
    thread.enable()
    thread.stop()
    thread.stop()
  }

  @Test func aClosureThatAsksForNoMoreIsCalledAgainOnceItIsPutOff() throws {
    try withLoop { loop in
      let ticks = Shared(0)
      let thread = try WatchdogThread(interval: 1_000_000) {
        ticks.update { $0 += 1 }
        loop.post {}
        return false
      }
      defer { thread.stop() }
      #expect(!thread.putOff())
      thread.enable()
      loop.expect("it ticks") { ticks.value == 1 }
      var isLater = false
      _ = loop.after(5_000_000) { isLater = true }
      loop.expect("some time passes") { isLater }
      #expect(ticks.value == 1)
      #expect(thread.putOff())
      loop.expect("it ticks again") { ticks.value == 2 }
    }
  }

  @Test func aLoopThatMovesBeatsAndIsNotWokenForIt() throws {
    try withLoop { loop in
      var beats: [UInt64] = []
      #expect(loop.onBeat(every: 5) { beats.append(loop.now) })
      var turns = 0
      func again() {
        turns += 1
        _ = loop.after(1_000_000, again)
      }
      again()
      loop.expect("it beats") { beats.count == 4 }
      #expect(turns >= 4)
      #expect(zip(beats, beats.dropFirst()).allSatisfy { $1 - $0 >= 4_000_000 })
      #expect(loop.wakeUps == 0)
      #expect(loop.onBeat(every: 5, nil))
      let last = turns
      loop.expect("it moves on") { turns >= last + 10 }
      #expect(beats.count == 4)
    }
  }

  @Test func itSeesALoopThatIsBlocked() throws {
    let thread = try UVLoop.onThread(name: "blocked")
    let seen = Gate()
    let loop = thread.loop
    let last = Shared(loop.activity.snapshot)
    let watchdog = try WatchdogThread(interval: 1_000_000) {
      let snapshot = loop.activity.snapshot
      if !snapshot.isWaiting, snapshot == last.value { seen.open() }
      last.update { $0 = snapshot }
      return true
    }
    watchdog.enable()
    thread.loop.post { thread.loop.post { seen.wait() } }
    thread.stopAndJoin()
    watchdog.stop()
  }
}
