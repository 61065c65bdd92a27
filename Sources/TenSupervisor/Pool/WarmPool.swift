/// The warm hosts of one graph: how many exist, how many to fork, and who waits for one.
///
/// A pure state machine: it is told what happened and when (milliseconds of any clock that only goes forward), and returns what to do. A host leaves it by
/// `Action.hand` (and comes back by `returned`), or by `gone` and `failed`; a waiter by `Action.hand`, `Action.refuse` or `forget`.
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
  public internal(set) var generation = 0
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

  func index(of host: String) -> Int? { hosts.firstIndex { $0.name == host } }

  /// A host that is only asked for cannot be ended yet: it is retired when it is forked.
  mutating func retire(_ index: Int, _ reason: String, _ actions: inout [Action]) {
    guard hosts[index].host.stage == .preparing || hosts[index].host.stage == .prepared else { return }
    hosts[index].host.stage = .retiring
    actions.append(.retire(host: hosts[index].name, reason: reason))
  }

  mutating func noteHit(isWarm: Bool) {
    if isWarm { counts.warmHits += 1 } else { counts.coldStarts += 1 }
    failures.taken()
  }
}
