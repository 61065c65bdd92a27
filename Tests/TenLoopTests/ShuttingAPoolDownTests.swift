import TenCore
import TenLoop
import Testing

@Suite struct ShuttingAPoolDown {
  @Test func busyThreadsAreReportedAndWaitingWorkIsTakenBack() throws {
    let gate = Gate()
    var limits = OffloadPool.Limits()
    limits.threads = 1
    let pool = OffloadPool(limits: limits)
    try onLoop { loop in
      let running = Task(executorPreference: loop) { try await pool.run(on: loop) { gate.wait() } }
      let waiting = Task(executorPreference: loop) { try await pool.run(on: loop) {} }
      await loop.until { pool.busyCount == 1 && pool.waitingCount == 1 }
      #expect(pool.shutdown() == 1)
      await #expect(throws: CancellationError.self) { try await waiting.value }
      await #expect(throws: OffloadError.shutDown) { try await pool.run(on: loop) {} }
      gate.open()
      try await running.value
      #expect(pool.shutdown() == 0)
    }
  }
}
