import TenCore
import TenLoop
import Testing

@Suite struct JobsRunOnTheLoop {
  @Test func callsOfTheLoopRunInTheOrderInWhichTheyWerePosted() throws {
    try withLoop { loop in
      nonisolated(unsafe) var seen: [Int] = []
      for index in 0..<1000 { loop.post { seen.append(index) } }
      loop.expect("all ran") { seen.count == 1000 }
      #expect(seen == Array(0..<1000))
    }
  }

  @Test func aTaskOfTheLoopRunsOnItsThread() throws {
    try withLoop { loop in
      let onLoop = try loop.runTask {
        await Task.yield()
        return loop.isOnLoop
      }
      #expect(onLoop)
    }
  }
}
