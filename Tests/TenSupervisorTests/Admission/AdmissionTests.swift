import TenCore
import Testing

@testable import TenSupervisor

@Suite struct Admitting {
  final class Machine: Sendable {
    let reading: Locked<MachineReading>
    let reads = Locked(0)

    init(free: Int?, busy: Double = 0, capacity: Double = 0) { reading = Locked(MachineReading(freeMemory: free, busy: busy, capacity: capacity)) }

    func set(free: Int, busy: Double, capacity: Double) {
      reading.withLock { $0 = MachineReading(freeMemory: free, busy: busy, capacity: capacity) }
    }

    func admission(_ limits: Admission.Limits) -> Admission {
      Admission(limits: limits) { _ in
        self.reads.withLock { $0 += 1 }
        return self.reading.withLock { $0 }
      }
    }
  }

  private func refusal(_ admission: inout Admission, sessions: Int = 0, ofGraph: Int = 0, graphLimit: Int? = nil, at now: Int = 0) -> ServiceError? {
    do {
      try admission.admit(graph: "echo", graphLimit: graphLimit, sessions: sessions, ofGraph: ofGraph, at: now)
      return nil
    } catch { return error }
  }

  @Test func refusesBeyondTheLimitsOfSessionsInWords() throws {
    var admission = Machine(free: nil).admission(Admission.Limits(maxSessions: 3))
    #expect(refusal(&admission, sessions: 2) == nil)
    let full = try #require(refusal(&admission, sessions: 3))
    #expect(full.code == .tooMany && full.retryAfter == 5)
    #expect(full.message == "a session of graph 'echo' was not started: 3 sessions run and 3 are allowed; stop some or raise the limit")
    let graph = try #require(refusal(&admission, sessions: 2, ofGraph: 1, graphLimit: 1))
    #expect(graph.message.contains("1 sessions of it run and 1 are allowed"))
  }

  @Test func readsTheMachineAtMostTwiceASecond() {
    let machine = Machine(free: 1 << 40)
    var admission = machine.admission(Admission.Limits(maxSessions: .max))
    for now in 0..<1_000 { #expect(refusal(&admission, at: now) == nil) }
    #expect(machine.reads.withLock { $0 } == 2)
  }

  @Test func countsWhatThoseAdmittedSinceTheReadingWillUse() throws {
    let machine = Machine(free: 100 << 20)
    var admission = machine.admission(Admission.Limits(maxSessions: .max, freeMemory: 64 << 20))
    let admitted = (0..<50).count { _ in refusal(&admission, at: 10) == nil }
    #expect(admitted == 10)
    let error = try #require(refusal(&admission, at: 20))
    #expect(error.message.contains("60 MiB of memory are free and 64 MiB must be"))
    #expect(refusal(&admission, at: 600) == nil, "measured again, it is all there")
  }

  @Test func refusesWhenTheProcessorsAreBusy() throws {
    let machine = Machine(free: nil, busy: 0, capacity: 0)
    var admission = machine.admission(Admission.Limits(maxSessions: .max, freeProcessor: 0.2))
    #expect(refusal(&admission, at: 0) == nil, "one reading is no share")
    machine.set(free: 1 << 40, busy: 90, capacity: 100)
    let error = try #require(refusal(&admission, at: 500))
    #expect(error.message.contains("10 % of the processor time is free and 20 % must be") && error.retryAfter == 2)
    machine.set(free: 1 << 40, busy: 100, capacity: 200)
    #expect(refusal(&admission, at: 1_000) == nil)
  }
}
