/// What callers want.
extension WarmPool {
  /// Begins to fill the pool, or changes how many warm hosts it keeps.
  public mutating func resize(to size: Int, at now: Int) -> [Action] {
    policy.size = max(0, size)
    return settle(at: now)
  }

  /// Somebody starts a session: a `hand` or `refuse` with this number follows, now or by a later call.
  /// - Parameters:
  ///   - first: before all who wait; for one whose host proved dead.
  public mutating func take(waiter: Int, deadline: Int, first: Bool = false, at now: Int) -> [Action] {
    if let closedBecause { return [.refuse(waiter: waiter, .closed(reason: closedBecause))] }
    if !first { demand.note(at: now) }
    let waiting = Waiter(id: waiter, deadline: deadline)
    if first { waiters.insert(waiting, at: 0) } else { waiters.append(waiting) }
    return settle(at: now, newest: first ? nil : waiter)
  }

  /// The waiter does not want a host any more.
  public mutating func forget(waiter: Int, at now: Int) -> [Action] {
    waiters.removeAll { $0.id == waiter }
    return settle(at: now)
  }

  /// The graph's files have changed: hosts of the older one are retired, and failures forgotten.
  public mutating func graphChanged(at now: Int) -> [Action] {
    generation += 1
    failures = FailureStreak()
    var actions: [Action] = []
    for index in hosts.indices { retire(index, "the graph has changed", &actions) }
    return actions + settle(at: now)
  }

  /// Retires every host and refuses every waiter, now and later.
  public mutating func close(reason: String, at now: Int) -> [Action] {
    closedBecause = reason
    var actions: [Action] = []
    for index in hosts.indices { retire(index, reason, &actions) }
    for waiter in waiters { actions.append(.refuse(waiter: waiter.id, .closed(reason: reason))) }
    waiters = []
    return actions + settle(at: now)
  }
}
