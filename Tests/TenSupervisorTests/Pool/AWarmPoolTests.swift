import Testing

@testable import TenSupervisor

@Suite struct AWarmPool {
  @Test func fillsToItsSizeAndNoFurther() {
    var world = PoolWorld(WarmPool.Policy(size: 3))
    world.resize(3)
    world.run(until: 1_000)
    #expect(world.pool.idle == 3)
    #expect(world.forks.count == 3)
  }

  @Test func givesAWarmHostAtOnceAndForksAnother() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.resize(1)
    world.run(until: 100)
    world.take(1)
    #expect(world.answers[1] == .host("h1", isWarm: true, at: 100))
    #expect(world.forks.last == 100)
    world.run(until: 200)
    #expect(world.pool.idle == 1)
  }

  @Test func letsCallersWaitInTheirOrderWhenItIsEmpty() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    for waiter in 1...8 { world.take(waiter) }
    #expect(world.forks.count == 4, "no more forks at once than allowed")
    world.run(until: 500)
    #expect(world.answers.count == 8)
    let times = (1...8).map { waiter -> Int in
      guard case .host(_, isWarm: false, let time)? = world.answers[waiter] else { return -1 }
      return time
    }
    #expect(times == times.sorted() && times[0] == 6)
  }

  @Test func putsACallerWhoseHostProvedDeadBeforeTheOthers() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.take(1)
    world.take(2)
    world.asked.insert(3)
    world.perform(world.pool.take(waiter: 3, deadline: 900, first: true, at: 0))
    world.run(until: 500)
    #expect(world.answers[3] == .host("h1", isWarm: false, at: 6))
  }

  @Test func refusesACallerAtItsDeadline() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.fate = { _ in .hangs }
    world.take(1, within: 50)
    world.run(until: 49)
    #expect(world.answers.isEmpty)
    world.run(until: 50)
    #expect(world.answers[1] == .refused(.deadline(lastError: nil), at: 50))
  }

  @Test func forgetsACallerWhoLeft() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.take(1)
    world.perform(world.pool.forget(waiter: 1, at: 0))
    world.run(until: 500)
    #expect(world.answers.isEmpty)
    #expect(world.pool.idle == 1, "the host that was made for it is kept for a while")
    world.run(until: 60_000)
    #expect(world.processes.isEmpty)
  }

  @Test func doesNotRunEmptyUnderSteadyLoad() {
    var world = PoolWorld(WarmPool.Policy(size: 2))
    world.fate = { _ in .prepares(forked: 1, prepared: 40) }
    world.resize(2)
    world.run(until: 1_000)
    // 100 starts a second, and a host takes 41 ms: two would never do.
    for start in 1...1_000 {
      world.take(start)
      world.run(until: 1_000 + start * 10)
    }
    let cold = (300...1_000).count { if case .host(_, isWarm: true, _)? = world.answers[$0] { false } else { true } }
    #expect(cold == 0)
    world.run(until: 120_000)
    #expect(world.pool.idle == 2, "what the load needed goes with the load")
  }

  @Test func replacesAnOldHostOnlyWhenAnotherIsReady() {
    var world = PoolWorld(WarmPool.Policy(size: 1, warmAge: 10_000))
    world.fate = { $0 == 1 ? .prepares(forked: 1, prepared: 5) : .prepares(forked: 1, prepared: 500) }
    world.resize(1)
    world.run(until: 10_400)
    #expect(world.retired.isEmpty)
    #expect(world.pool.idle == 1 && world.pool.preparing == 1)
    world.run(until: 12_000)
    #expect(world.retired == ["h1"])
    #expect(world.pool.idle == 1)
  }

  @Test func retiresHostsOfAGraphThatHasChanged() {
    var world = PoolWorld(WarmPool.Policy(size: 2))
    world.resize(2)
    world.run(until: 100)
    world.perform(world.pool.graphChanged(at: 100))
    #expect(world.retired == ["h1", "h2"])
    world.take(1)
    world.run(until: 200)
    #expect(world.answers[1] == .host("h3", isWarm: false, at: 106))
  }

  @Test func retiresAHostThatWasOnlyAskedForWhenTheGraphChanged() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.resize(1)
    world.perform(world.pool.graphChanged(at: 0))
    world.run(until: 500)
    #expect(world.retired == ["h1"])
    #expect(world.processes == ["h2"])
  }

  @Test func refusesAllWhenItIsClosed() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.fate = { _ in .hangs }
    world.take(1)
    world.run(until: 10)
    world.perform(world.pool.close(reason: "the graph is gone", at: 10))
    world.take(2)
    #expect(world.answers[1] == .refused(.closed(reason: "the graph is gone"), at: 10))
    #expect(world.answers[2] == .refused(.closed(reason: "the graph is gone"), at: 10))
    world.run(until: 60_000)
    #expect(world.processes.isEmpty)
    #expect(world.alarm == nil)
  }

  @Test func endsAHostOfWhichTheForkServerTellsTooLate() {
    var world = PoolWorld(WarmPool.Policy(size: 0))
    world.fate = { _ in .prepares(forked: 20_000, prepared: 5) }
    world.take(1, within: 11_000)
    world.run(until: 19_000)
    #expect(world.pool.preparing == 0)
    world.run(until: 60_000)
    #expect(world.retired.contains("h1"))
    #expect(world.processes.isEmpty)
  }

  @Test func handsOutAgainWhatWasGivenBack() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.resize(1)
    world.run(until: 100)
    world.take(1)
    world.giveBack("h1", preparedAt: 6)
    world.take(2)
    #expect(world.answers[2] == .host("h1", isWarm: true, at: 100))
    world.take(3)
    world.giveBack("h1", preparedAt: 6)
    #expect(world.answers[3] == .host("h1", isWarm: false, at: 100), "who waits gets it")
  }

  @Test func aHostThatWasGivenBackGetsNoYoungerByThat() {
    var world = PoolWorld(WarmPool.Policy(size: 1, warmAge: 10_000))
    world.resize(1)
    world.run(until: 9_000)
    world.take(1)
    world.giveBack("h1", preparedAt: 6)
    world.run(until: 12_000)
    #expect(world.retired == ["h1"])
    #expect(world.pool.idle == 1)
  }

  @Test func endsWhatIsGivenBackToAPoolThatIsClosedOrFull() {
    var world = PoolWorld(WarmPool.Policy(size: 1))
    world.pool.policy.cap = 1
    world.resize(1)
    world.run(until: 100)
    world.take(1)
    world.run(until: 200)
    world.giveBack("h1", preparedAt: 6)
    #expect(world.retired == ["h1"])
    world.take(2)
    world.perform(world.pool.close(reason: "the graph is gone", at: 200))
    world.giveBack("h2", preparedAt: 106)
    #expect(world.retired.contains("h2"))
    world.run(until: 60_000)
    #expect(world.processes.isEmpty)
  }
}
