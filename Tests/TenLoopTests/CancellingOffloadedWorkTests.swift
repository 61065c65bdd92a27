import TenCore
import TenLoop
import Testing

@Suite struct CancellingOffloadedWork {
  @Test func workThatWaitsIsNeverBegun() throws {
    let isBegun = Shared(false)
    try withPool { limits in
      limits.threads = 1
    } _: { loop, pool in
      let gate = Gate()
      let first = Task(executorPreference: loop) { try await pool.run(on: loop) { gate.wait() } }
      let second = Task(executorPreference: loop) { try await pool.run(on: loop) { isBegun.update { $0 = true } } }
      await loop.until { pool.busyCount == 1 && pool.waitingCount == 1 }
      second.cancel()
      await #expect(throws: CancellationError.self) { try await second.value }
      gate.open()
      try await first.value
      try await pool.run(on: loop) {}
    }
    #expect(!isBegun.value)
  }

  @Test func theCallerOfWorkThatRunsIsLetGoAtOnce() throws {
    let isDone = Shared(false)
    try withPool { limits in
      limits.threads = 1
    } _: { loop, pool in
      let gate = Gate()
      let work = Task(executorPreference: loop) {
        try await pool.run(on: loop) {
          gate.wait()
          isDone.update { $0 = true }
        }
      }
      await loop.until { pool.busyCount == 1 }
      work.cancel()
      await #expect(throws: CancellationError.self) { try await work.value }
      #expect(!isDone.value)
      gate.open()
      try await pool.run(on: loop) {}
    }
    #expect(isDone.value)
  }

  @Test func aTaskThatIsCancelledAlreadyOffloadsNothing() throws {
    try withPool { loop, pool in
      let work = Task(executorPreference: loop) {
        await loop.wait(milliseconds: 1)
        try await pool.run(on: loop) {}
      }
      work.cancel()
      await #expect(throws: CancellationError.self) { try await work.value }
      #expect(pool.threadCount == 0)
    }
  }
}
