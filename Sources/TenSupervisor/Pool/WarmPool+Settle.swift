extension WarmPool {
  /// Brings the pool to what it should be: hands out, refuses, retires, forks, and says when to look again.
  /// - Parameter newest: who has only now begun to wait.
  mutating func settle(at now: Int, newest: Int? = nil) -> [Action] {
    var actions: [Action] = []
    failures.tick(at: now)
    expirePreparations(at: now, &actions)
    handOut(newest, &actions)
    refuse(at: now, &actions)
    let target = target(at: now)
    retireOld(target: target, at: now, &actions)
    fork(target: target, at: now, &actions)
    let next = nextTime(target: target, at: now)
    if next != armed {
      armed = next
      actions.append(.arm(at: next))
    }
    return actions
  }

  /// Warm hosts that there should be, without those for who waits.
  func target(at now: Int) -> Int {
    if closedBecause != nil { return 0 }
    // A pool of none is a wish: every start forks its own host.
    return policy.size == 0 ? 0 : min(max(policy.size, demand.ahead(at: now)), policy.cap)
  }

  func number(of stages: Host.Stage...) -> Int { hosts.count { stages.contains($0.host.stage) } }

  private mutating func expirePreparations(at now: Int, _ actions: inout [Action]) {
    let limit = policy.prepareDeadline
    for index in hosts.indices where hosts[index].host.since + limit <= now {
      let host = hosts[index].host
      guard host.stage == .asked || host.stage == .preparing else { continue }
      let reason = host.stage == .asked ? "it was not forked within \(limit) ms" : "it was not prepared within \(limit) ms"
      counts.failed += 1
      failures.failed(reason, since: host.since, wasPrepared: false, policy, at: now)
      retire(index, reason, &actions)
    }
    // Should the fork server answer yet, `forked` retires the host.
    hosts.removeAll { $0.host.stage == .asked && $0.host.since + limit <= now }
  }

  private mutating func handOut(_ newest: Int?, _ actions: inout [Action]) {
    while let waiter = waiters.first, let index = hosts.firstIndex(where: { $0.host.stage == .prepared }) {
      waiters.removeFirst()
      let isWarm = waiter.id == newest
      noteHit(isWarm: isWarm)
      actions.append(.hand(host: hosts.remove(at: index).name, waiter: waiter.id, isWarm: isWarm))
    }
  }

  private mutating func refuse(at now: Int, _ actions: inout [Action]) {
    if failures.breaker == .open {
      let refusal = Refusal.open(lastError: failures.lastError ?? "", milliseconds: max(1, (failures.notBefore ?? now) - now))
      for waiter in waiters { actions.append(.refuse(waiter: waiter.id, refusal)) }
      waiters = []
    }
    for waiter in waiters where waiter.deadline <= now { actions.append(.refuse(waiter: waiter.id, .deadline(lastError: failures.lastError))) }
    waiters.removeAll { $0.deadline <= now }
  }

  private mutating func retireOld(target: Int, at now: Int, _ actions: inout [Action]) {
    var idle = number(of: .prepared)
    for index in hosts.indices where hosts[index].host.stage == .prepared {
      let age = now - hosts[index].host.since
      let isSurplus = idle > target && age >= policy.surplusAge
      // An old host stays until another is ready, except where there is no room for one.
      let isReplaced = age >= policy.warmAge && (idle > target || idle > 1 || hosts.count >= policy.cap)
      guard isSurplus || isReplaced else { continue }
      retire(index, isSurplus ? "it is not needed" : "it is old", &actions)
      idle -= 1
    }
  }

  private mutating func fork(target: Int, at now: Int, _ actions: inout [Action]) {
    guard closedBecause == nil, failures.breaker != .open, (failures.notBefore ?? now) <= now else { return }
    let tooOld = hosts.count { $0.host.stage == .prepared && now - $0.host.since >= policy.warmAge }
    let useful = hosts.count { $0.host.stage != .retiring && $0.host.generation == generation } - tooOld
    var missing = target + waiters.count - useful
    if failures.breaker == .halfOpen { missing = min(missing, 1 - number(of: .asked, .preparing)) }
    missing = min(missing, policy.cap - hosts.count, policy.forksAtOnce - number(of: .asked))
    missing = min(missing, policy.preparingAtOnce - number(of: .asked, .preparing))
    guard missing > 0 else { return }
    for _ in 0..<missing {
      let name = newName()
      hosts.append((name, Host(stage: .asked, generation: generation, since: now)))
      actions.append(.fork(host: name))
    }
  }

  private func nextTime(target: Int, at now: Int) -> Int? {
    guard closedBecause == nil else { return nil }
    var times = waiters.map(\.deadline)
    let idle = number(of: .prepared)
    for (_, host) in hosts {
      switch host.stage {
      case .asked, .preparing: times.append(host.since + policy.prepareDeadline)
      case .prepared:
        times.append(host.since + policy.warmAge)
        if idle > min(target, policy.size) { times.append(host.since + policy.surplusAge) }
      case .retiring: break
      }
    }
    if let notBefore = failures.notBefore, target + waiters.count > 0 { times.append(notBefore) }
    // What is over by now waits for something else to happen, or for the next look.
    return times.min().map { $0 > now ? $0 : now + 1_000 }
  }
}
