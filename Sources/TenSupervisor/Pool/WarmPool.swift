/// The warm hosts of one graph: how many exist, how many to fork, and who waits for one.
///
/// A pure state machine: it is told what happened and when (milliseconds of any clock that only goes forward), and returns what to do. A host leaves it by
/// `Action.hand`, or by `gone` and `failed`; a waiter by `Action.hand`, `Action.refuse` or `forget`.
public struct WarmPool: Sendable {
  struct Host: Sendable {
    enum Stage: Sendable { case asked, preparing, prepared, retiring }

    var stage: Stage
    var generation: Int
    /// When it was asked for; from `prepared` on, when it was prepared.
    var since: Int
  }

  struct Waiter: Sendable {
    var id: Int
    var deadline: Int
  }

  public var policy: Policy
  /// Hosts of an older generation hold an older graph.
  public private(set) var generation = 0
  let newName: @Sendable () -> String
  /// In the order in which they were asked for.
  var hosts: [(name: String, host: Host)] = []
  /// First come, first served.
  var waiters: [Waiter] = []
  var failures = FailureStreak()
  var demand = Demand()
  /// Why it is closed, once it is.
  var closedBecause: String?
  var armed: Int?
  public internal(set) var counts = Counts()

  public struct Counts: Sendable, Hashable {
    public var started = 0
    public var failed = 0
    public var warmHits = 0
    public var coldStarts = 0

    public init() {}
  }

  /// - Parameter newName: makes the name of each host; no two may be the same.
  public init(policy: Policy, newName: @escaping @Sendable () -> String) {
    self.policy = policy
    self.newName = newName
  }

  // MARK: What callers want

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

  // MARK: What became of hosts

  /// The host's process exists.
  public mutating func forked(host: String, at now: Int) -> [Action] {
    guard let index = index(of: host) else { return [.retire(host: host, reason: "nobody knows it")] }
    var actions: [Action] = []
    if hosts[index].host.stage == .asked {
      hosts[index].host.stage = .preparing
      if closedBecause != nil || hosts[index].host.generation != generation { retire(index, "it is not wanted any more", &actions) }
    }
    return actions + settle(at: now)
  }

  /// Every node of the host is prepared.
  public mutating func prepared(host: String, at now: Int) -> [Action] {
    guard let index = index(of: host), hosts[index].host.stage != .retiring, hosts[index].host.stage != .prepared else { return [] }
    var actions: [Action] = []
    if closedBecause != nil || hosts[index].host.generation != generation {
      hosts[index].host.stage = .preparing
      retire(index, "it is not wanted any more", &actions)
    } else {
      demand.notePreparation(milliseconds: now - hosts[index].host.since)
      hosts[index].host.stage = .prepared
      hosts[index].host.since = now
      failures.succeeded()
      counts.started += 1
    }
    return actions + settle(at: now)
  }

  /// The host was not forked, or did not get prepared; it is gone.
  public mutating func failed(host: String, reason: String, at now: Int) -> [Action] { lost(host, reason, at: now) }

  /// The host's process has ended, whether it was retired or died by itself.
  public mutating func gone(host: String, reason: String, at now: Int) -> [Action] { lost(host, reason, at: now) }

  /// No host can be made at all for now, such as when the graph is invalid: opens the breaker at once.
  public mutating func unavailable(reason: String, at now: Int) -> [Action] {
    failures.open(reason, policy, at: now)
    return settle(at: now)
  }

  /// The time of `Action.arm` has come.
  public mutating func tick(at now: Int) -> [Action] {
    if let armed, armed <= now { self.armed = nil }
    return settle(at: now)
  }

  // MARK: Within

  func index(of host: String) -> Int? { hosts.firstIndex { $0.name == host } }

  /// A host that is only asked for cannot be ended yet: it is retired when it is forked.
  mutating func retire(_ index: Int, _ reason: String, _ actions: inout [Action]) {
    guard hosts[index].host.stage == .preparing || hosts[index].host.stage == .prepared else { return }
    hosts[index].host.stage = .retiring
    actions.append(.retire(host: hosts[index].name, reason: reason))
  }

  private mutating func lost(_ name: String, _ reason: String, at now: Int) -> [Action] {
    guard let index = index(of: name) else { return [] }
    let host = hosts.remove(at: index).host
    if host.stage != .retiring, host.generation == generation, closedBecause == nil {
      counts.failed += 1
      failures.failed(reason, since: host.since, wasPrepared: host.stage == .prepared, policy, at: now)
    }
    return settle(at: now)
  }

  mutating func noteHit(isWarm: Bool) {
    if isWarm { counts.warmHits += 1 } else { counts.coldStarts += 1 }
    failures.taken()
  }
}
