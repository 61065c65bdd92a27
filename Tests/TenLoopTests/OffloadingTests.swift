import TenCore
import TenLoop
import Testing

@Suite struct Offloading {
  @Test func workRunsOnAnotherThreadAndItsResultComesBackOnTheLoop() throws {
    try withPool { loop, pool in
      let wasOnLoop = try await pool.run(on: loop) { loop.isOnLoop }
      #expect(!wasOnLoop)
      #expect(loop.isOnLoop)
    }
  }

  @Test func whatTheWorkThrowsIsThrown() throws {
    struct Broken: Error {}
    try withPool { loop, pool in
      await #expect(throws: Broken.self) { try await pool.run(on: loop) { throw Broken() } }
    }
  }

  @Test func threadsStartOnDemandAndNoMoreThanAllowed() throws {
    try withPool { limits in
      limits.threads = 2
    } _: { loop, pool in
      #expect(pool.threadCount == 0)
      let gate = Gate()
      let works = (0..<5).map { _ in Task(executorPreference: loop) { try await pool.run(on: loop) { gate.wait() } } }
      await loop.until { pool.busyCount == 2 && pool.waitingCount == 3 }
      #expect(pool.threadCount == 2)
      for _ in works { gate.open() }
      for work in works { try await work.value }
      #expect(pool.threadCount == 2)
    }
  }

  @Test func workBeyondTheBoundIsRefusedWithWhatToDo() throws {
    try withPool { limits in
      limits.threads = 1
      limits.waiting = 2
    } _: { loop, pool in
      let gate = Gate()
      let works = (0..<3).map { _ in Task(executorPreference: loop) { try await pool.run(on: loop) { gate.wait() } } }
      await loop.until { pool.busyCount == 1 && pool.waitingCount == 2 }
      let error = try await #require(throws: OffloadError.self) { try await pool.run(on: loop) {} }
      #expect(error == .full(waiting: 2, threads: 1))
      for _ in works { gate.open() }
      for work in works { try await work.value }
    }
  }

  @Test func anIdleThreadEnds() throws {
    try withPool { limits in
      limits.idle = 5
    } _: { loop, pool in
      // Asked by the thread itself: a moment later it may be gone.
      let count = try await pool.run(on: loop) { pool.threadCount }
      #expect(count == 1)
      await loop.until { pool.threadCount == 0 }
      #expect(try await pool.run(on: loop) { 3 } == 3)
    }
  }
}
