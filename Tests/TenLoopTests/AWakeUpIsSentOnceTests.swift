import TenCore
import TenLoop
import Testing

@Suite struct AWakeUpIsSentOnce {
  @Test func manyCallsFromAnotherThreadWakeAWaitingLoopOnceAndABusyOneNotAtAll() throws {
    let thread = try UVLoop.onThread(name: "busy")
    defer { thread.stopAndJoin() }
    let gate = Gate()
    let isHeld = Gate()
    let target = thread.loop
    let ran = Shared(0)
    let before = target.wakeUps
    // The first call may find the loop waiting; while it runs, the loop is busy.
    target.post {
      isHeld.open()
      gate.wait()
    }
    isHeld.wait()
    for _ in 0..<1000 { target.post { ran.update { $0 += 1 } } }
    #expect(target.wakeUps - before <= 1)
    gate.open()
    try withLoop { loop in
      nonisolated(unsafe) var isAnswered = false  // protected by the loop, which this thread runs
      target.post { loop.post { isAnswered = true } }
      loop.expect("the busy loop has done all") { isAnswered }
    }
    #expect(ran.value == 1000)
  }
}
