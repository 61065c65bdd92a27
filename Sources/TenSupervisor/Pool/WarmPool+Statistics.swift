extension WarmPool {
  /// Hosts that stand ready.
  public var idle: Int { number(of: .prepared) }
  public var preparing: Int { number(of: .asked, .preparing) }
  public var breaker: Breaker { failures.breaker }
  public var lastError: String? { failures.lastError }
  /// Those who wait for a host.
  public var waiting: Int { waiters.count }

  public func statistics(graph: String) -> SupervisorStatistics.Pool {
    var pool = SupervisorStatistics.Pool(graph: graph)
    pool.wanted = policy.size
    pool.idle = idle
    pool.preparing = preparing
    pool.breaker = breaker.rawValue
    pool.lastError = lastError
    pool.started = counts.started
    pool.failed = counts.failed
    pool.warmHits = counts.warmHits
    pool.coldStarts = counts.coldStarts
    return pool
  }
}
