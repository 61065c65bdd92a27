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
    let thread = try WatchdogThread(interval: 3_600_000_000_000) {}
    thread.enable()
    thread.stop()
    thread.stop()
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
    }
    watchdog.enable()
    thread.loop.post { thread.loop.post { seen.wait() } }
    thread.stopAndJoin()
    watchdog.stop()
  }
}
