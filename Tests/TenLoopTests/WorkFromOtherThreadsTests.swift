import Glibc
import TenCore
import TenLoop
import Testing

@Suite struct WorkFromOtherThreads {
  @Test func callsOfOneThreadRunInOrderOnTheLoop() throws {
    let thread = try UVLoop.onThread(name: "other")
    defer { thread.stopAndJoin() }
    try withLoop { loop in
      let seen = Shared<[Int]>([])
      thread.loop.post {
        for index in 0..<10_000 { loop.post { seen.update { $0.append(loop.isOnLoop ? index : -1) } } }
      }
      loop.expect("all ran") { seen.value.count == 10_000 }
      #expect(seen.value == Array(0..<10_000))
    }
  }

  @Test(arguments: [0, 50]) func messagesGoToAndFroBetweenTwoLoops(spin: Int) throws {
    let thread = try UVLoop.onThread(name: "other", spin: spin)
    defer { thread.stopAndJoin() }
    try withLoop(spin: spin) { loop in
      let rounds = Shared(0)
      @Sendable func goOn() {
        rounds.update { $0 += 1 }
        if rounds.value < 500 { thread.loop.post { loop.post { goOn() } } }
      }
      goOn()
      loop.expect("500 rounds") { rounds.value == 500 }
    }
  }

  @Test func stopFromAnotherThreadEndsAWaitingLoop() throws {
    let thread = try UVLoop.onThread(name: "other")
    defer { thread.stopAndJoin() }
    try withLoop { loop in
      thread.loop.post { loop.stop() }
      loop.run()
      #expect(!loop.hasReady)
    }
  }

  @Test func wakingALoopThatIsClosedDoesNothing() throws {
    let loop = try UVLoop()
    loop.close()
    let thread = try UVLoop.onThread(name: "other")
    thread.loop.post {
      loop.post {}
      loop.stop()
      loop.wake()
    }
    thread.stopAndJoin()
    #expect(loop.openHandles.isEmpty)
  }

  @Test func aThreadOfALoopCanBeStoppedWhileOthersSend() throws {
    for _ in 0..<50 {
      let target = try UVLoop.onThread(name: "target")
      let sender = try UVLoop.onThread(name: "sender")
      let begun = Gate()
      sender.loop.post {
        begun.open()
        for _ in 0..<200 { target.loop.post {} }
      }
      begun.wait()
      target.stopAndJoin()
      sender.stopAndJoin()
    }
  }
}
