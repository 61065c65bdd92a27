/// Failures in a row, the pause that they cost, and the circuit breaker.
struct FailureStreak: Sendable {
  private(set) var breaker = WarmPool.Breaker.closed
  private(set) var lastError: String?
  /// No fork before this time.
  private(set) var notBefore: Int?
  /// Hosts that did not get prepared, since the last one that did.
  private var failures = 0
  /// Hosts that died while they waited, since the last one that was handed out.
  private var deaths = 0
  /// Trials of the open breaker that failed.
  private var openings = 0
  private var lastFailure = Int.min

  /// - Parameter since: when the host was asked for, or prepared.
  mutating func failed(_ reason: String, since: Int, wasPrepared: Bool, _ policy: WarmPool.Policy, at now: Int) {
    lastError = reason
    if breaker == .halfOpen { return open(reason, policy, at: now) }
    // Several hosts that were on their way when one thing went wrong are one failure.
    guard breaker == .closed, since > lastFailure else { return }
    lastFailure = now
    if wasPrepared { deaths += 1 } else { failures += 1 }
    let streak = max(failures, deaths)
    if streak >= policy.failuresToOpen { return open(reason, policy, at: now) }
    notBefore = now + Self.pause(policy.firstPause, streak - 1, policy.longestPause)
  }

  mutating func open(_ reason: String, _ policy: WarmPool.Policy, at now: Int) {
    lastError = reason
    breaker = .open
    notBefore = now + Self.pause(policy.openFor, openings, policy.longestPause)
    openings += 1
    lastFailure = now
  }

  mutating func succeeded() {
    failures = 0
    if breaker == .halfOpen {
      breaker = .closed
      openings = 0
    }
    if breaker == .closed, deaths == 0 { notBefore = nil }
  }

  mutating func taken() { deaths = 0 }

  /// Half opens the breaker when its time has come.
  mutating func tick(at now: Int) {
    guard let notBefore, notBefore <= now else { return }
    self.notBefore = nil
    if breaker == .open {
      breaker = .halfOpen
      failures = 0
      deaths = 0
    }
  }

  private static func pause(_ first: Int, _ doublings: Int, _ longest: Int) -> Int { min(longest, first << min(max(doublings, 0), 20)) }
}
