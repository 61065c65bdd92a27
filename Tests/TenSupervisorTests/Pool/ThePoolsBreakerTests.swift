import Testing

@testable import TenSupervisor

@Suite struct ThePoolsBreaker {
  @Test func pausesLongerAfterEachFailureAndThenOpens() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.fate = { _ in .isNotForked(after: 1) }
    world.resize(1)
    world.run(until: 1_600)
    #expect(world.forks == [0, 101, 302, 703, 1_504])
    #expect(world.pool.breaker == .open)
    #expect(world.pool.lastError == "no fork")
  }

  @Test func refusesAtOnceWhileItIsOpenAndSaysForHowLong() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.fate = { _ in .isNotForked(after: 1) }
    world.resize(1)
    world.run(until: 2_505)
    world.take(1)
    #expect(world.answers[1] == .refused(.open(lastError: "no fork", milliseconds: 1_000), at: 2_505))
  }

  @Test func refusesWhoWaitedWhenItOpens() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.fate = { _ in .isNotForked(after: 1) }
    world.take(1, within: 20_000)
    world.run(until: 1_505)
    #expect(world.answers[1] == .refused(.open(lastError: "no fork", milliseconds: 2_000), at: 1_505))
  }

  @Test func triesOneAndClosesWhenItIsPrepared() {
    var world = PoolWorld(WarmPool.Policy(size: 4))
    world.fate = { $0 <= 8 ? .isNotForked(after: 1) : .prepares(forked: 1, prepared: 5) }
    world.resize(4)
    world.run(until: 60_000)
    #expect(world.pool.breaker == .closed)
    #expect(world.pool.idle == 4)
  }

  @Test func triesOnlyOneAtATimeAndLessAndLessOften() {
    var world = PoolWorld(WarmPool.Policy(size: 8))
    world.fate = { _ in .isNotForked(after: 1) }
    world.resize(8)
    world.run(until: 10_000)
    let before = world.forks.count
    world.run(until: 600_000)
    #expect(world.forks.count - before < 30, "one trial in 30 s at the most")
    #expect(world.pool.breaker == .open || world.pool.breaker == .halfOpen)
  }

  @Test func countsHostsThatFailTogetherAsOneFailure() {
    var world = PoolWorld(WarmPool.Policy(size: 4))
    world.fate = { $0 <= 4 ? .diesPreparing(after: 10) : .prepares(forked: 1, prepared: 5) }
    world.resize(4)
    world.run(until: 50)
    #expect(world.pool.breaker == .closed)
    world.run(until: 500)
    #expect(world.pool.idle == 4)
  }

  @Test func countsHostsThatDieInTheMillisecondInWhichTheyWereReadyAsOneFailure() {
    var world = PoolWorld(WarmPool.Policy(size: 8))
    world.fate = { $0 <= 8 ? .diesIdle(after: 0) : .prepares(forked: 1, prepared: 5) }
    world.resize(8)
    world.run(until: 50)
    #expect(world.pool.breaker == .closed)
    world.run(until: 1_000)
    #expect(world.pool.idle == 8)
  }

  @Test func noticesHostsThatDieWhileTheyWait() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.fate = { _ in .diesIdle(after: 1) }
    world.resize(1)
    world.run(until: 20_000)
    #expect(world.forks.count < 40, "\(world.forks.count) hosts in 20 s")
    #expect(world.pool.lastError == "it died")
  }

  @Test func retiresAHostThatDoesNotGetPrepared() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.fate = { $0 == 1 ? .hangs : .prepares(forked: 1, prepared: 5) }
    world.resize(1)
    world.run(until: 13_000)
    #expect(world.retired == ["h1"])
    #expect(world.pool.lastError == "it was not prepared within 12000 ms")
    #expect(world.pool.idle == 1)
  }

  @Test func closesWhenTheGraphHasBeenMended() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.perform(world.pool.unavailable(reason: "the graph is invalid", at: 0))
    world.take(1)
    #expect(world.answers[1] == .refused(.open(lastError: "the graph is invalid", milliseconds: 2_000), at: 0))
    world.perform(world.pool.graphChanged(at: 10))
    world.take(2)
    world.run(until: 100)
    guard case .host? = world.answers[2] else { return #expect(Bool(false), "no host for the second caller") }
  }
}
