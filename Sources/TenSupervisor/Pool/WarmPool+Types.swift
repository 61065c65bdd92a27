extension WarmPool {
  /// How a pool behaves. Times in milliseconds.
  public struct Policy: Sendable, Hashable {
    /// Warm hosts to keep when nothing is started.
    public var size: Int
    /// Hosts that exist at once and have no session: asked for, preparing, prepared, on their way out.
    public var cap = 64
    /// Forks asked for and not answered yet.
    public var forksAtOnce = 4
    /// Hosts that prepare at once.
    public var preparingAtOnce = 16
    /// How long a host may take from being asked for to being prepared.
    public var prepareDeadline = 12_000
    /// A prepared host older than this is replaced.
    public var warmAge: Int
    /// A prepared host that is more than what is wanted goes after this time.
    public var surplusAge = 30_000
    /// Pause after the first failure; doubled with each one in a row.
    public var firstPause = 100
    public var longestPause = 30_000
    /// So many failures in a row open the breaker.
    public var failuresToOpen = 5
    /// How long the breaker stays open the first time; doubled with each trial that fails, up to `longestPause`.
    public var openFor = 2_000

    public init(size: Int, warmAge: Int = 300_000) {
      self.size = size
      self.warmAge = warmAge
    }
  }

  /// What is to be done, in order.
  public enum Action: Sendable, Hashable {
    /// Ask the fork server for this host; tell `forked`, `prepared` or `failed` of it.
    case fork(host: String)
    /// End the host; tell `gone` when it has.
    case retire(host: String, reason: String)
    /// The host is the waiter's now, and the pool has forgotten it. `isWarm`: it stood ready when it was asked for.
    case hand(host: String, waiter: Int, isWarm: Bool)
    case refuse(waiter: Int, Refusal)
    /// Call `tick` then; replaces the time given before. nil: no more.
    case arm(at: Int?)
  }

  /// Why a waiter gets no host.
  public enum Refusal: Sendable, Hashable {
    /// Too many hosts failed in a row: no new one is tried for so many milliseconds.
    case open(lastError: String, milliseconds: Int)
    case deadline(lastError: String?)
    /// The graph is not served any more.
    case closed(reason: String)
  }

  public enum Breaker: String, Sendable, CaseIterable {
    case closed, open
    case halfOpen = "half_open"
  }
}
