import TenCore
import TenLoop
import Testing

@Suite struct JobsRunOnTheLoop {
  @Test func callsRunInTheOrderInWhichTheyWerePosted() throws {
    try withLoop { loop in
      nonisolated(unsafe) var seen: [Int] = []  // protected by the loop, which this thread runs
      for index in 0..<1000 { loop.post { seen.append(index) } }
      loop.expect("all ran") { seen.count == 1000 }
      #expect(seen == Array(0..<1000))
    }
  }

  @Test func aTaskOfTheLoopStaysOnItsThread() throws {
    let places = try onLoop { loop in
      var places = [loop.isOnLoop]
      await Task.yield()
      places.append(loop.isOnLoop)
      await loop.wait(milliseconds: 1)
      places.append(loop.isOnLoop)
      return places
    }
    #expect(places == [true, true, true])
  }

  @Test func tasksBeginInTheOrderInWhichTheyWereMade() throws {
    let seen = Shared<[Int]>([])
    try withLoop { loop in
      for index in 0..<100 { Task(executorPreference: loop) { seen.update { $0.append(index) } } }
      loop.expect("all ran") { seen.value.count == 100 }
    }
    #expect(seen.value == Array(0..<100))
  }

  @Test func workThatMakesWorkForEverLeavesTimersTheirTurn() throws {
    try withLoop { loop in
      nonisolated(unsafe) var isFired = false  // protected by the loop, which this thread runs
      nonisolated(unsafe) var again: (@Sendable () -> Void)?  // protected by the loop, which this thread runs
      again = { if !isFired { loop.post { again?() } } }
      again?()
      _ = loop.after(2_000_000) { isFired = true }
      loop.expect("the timer fires") { isFired }
      again = nil
    }
  }
}
