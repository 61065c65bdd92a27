import TenCore
import TenLoop
import Testing

@Suite struct Timers {
  @Test func timersFireByDeadlineAndThenInTheOrderInWhichTheyWereArmed() throws {
    try withLoop { loop in
      var seen: [String] = []
      let start = loop.now
      _ = loop.at(start + 3_000_000) { seen.append("third") }
      _ = loop.at(start + 1_000_000) { seen.append("first") }
      _ = loop.at(start + 1_000_000) { seen.append("second") }
      loop.expect("all fire") { seen.count == 3 }
      #expect(seen == ["first", "second", "third"])
    }
  }

  @Test func noTimerFiresBeforeItsDeadline() throws {
    try withLoop { loop in
      var early = 0
      var fired = 0
      for step in 1...40 {
        let deadline = loop.now + UInt64(step) * 333_333
        _ = loop.at(deadline) {
          fired += 1
          if loop.now < deadline { early += 1 }
        }
      }
      loop.expect("all fire") { fired == 40 }
      #expect(early == 0)
    }
  }

  @Test func anEarlierTimerThatIsArmedLaterFiresFirst() throws {
    try withLoop { loop in
      nonisolated(unsafe) var seen: [Int] = []  // protected by the loop, which this thread runs
      let far = loop.after(60_000_000_000) { seen.append(2) }
      loop.post { _ = loop.after(1_000_000) { seen.append(1) } }
      loop.expect("the near one fires") { !seen.isEmpty }
      loop.cancel(far)
      #expect(seen == [1])
    }
  }

  @Test func aCancelledTimerDoesNotFire() throws {
    try withLoop { loop in
      var isFired = false
      var isLater = false
      let timer = loop.after(1_000_000) { isFired = true }
      _ = loop.after(3_000_000) { isLater = true }
      loop.cancel(timer)
      loop.expect("the later one fires") { isLater }
      #expect(!isFired)
    }
  }

  @Test func aPeriodicTimerWithAbsoluteDeadlinesDoesNotDrift() throws {
    try withLoop { loop in
      let start = loop.now
      let period: UInt64 = 2_500_000
      var ticks: UInt64 = 0
      var early = 0
      var timer = TimerID.none
      func arm() {
        timer = loop.at(start + (ticks + 1) * period) {
          ticks += 1
          if loop.now < start + ticks * period { early += 1 }
          arm()
        }
      }
      arm()
      // Each tick is late by up to a millisecond and what the machine takes; added up they would make 20 ms after 40 ticks, and ever more.
      loop.expect("it is in time again") { ticks >= 40 && loop.now - start < ticks * period + 15_000_000 }
      loop.cancel(timer)
      #expect(early == 0)
    }
  }

  @Test func aTimerThatArmsItselfForThisMomentLeavesOthersTheirTurn() throws {
    try withLoop { loop in
      var rounds = 0
      nonisolated(unsafe) var isPosted = false  // protected by the loop, which this thread runs
      func arm() {
        _ = loop.after(0) {
          rounds += 1
          if !isPosted { arm() }
        }
      }
      arm()
      loop.post { isPosted = true }
      loop.expect("the posted call runs") { isPosted }
      #expect(rounds < 100)
    }
  }
}
