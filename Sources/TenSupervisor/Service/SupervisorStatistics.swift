public import TenCore

/// What a supervisor is at, for metrics, readiness and people.
public struct SupervisorStatistics: Sendable {
  public struct Pool: Sendable {
    public var graph: String
    public var wanted = 0
    public var idle = 0
    public var preparing = 0
    /// `closed` lets hosts be started, `open` does not until its pause is over, `half_open` tries one.
    public var breaker = "closed"
    public var lastError: String?
    public var started = 0
    public var failed = 0
    public var warmHits = 0
    public var coldStarts = 0

    public init(graph: String) { self.graph = graph }
  }

  public struct Host: Sendable {
    public var host: String
    public var session: String
    public var graph: String
    /// Bytes of resident memory.
    public var memory = 0
    /// Seconds of processor time.
    public var processorSeconds = 0.0
    public var counters = Counters()

    public init(host: String, session: String, graph: String) {
      self.host = host
      self.session = session
      self.graph = graph
    }
  }

  /// New sessions are refused.
  public struct Drain: Sendable {
    /// Unix time in milliseconds.
    public var since: Int
    /// That had not ended then.
    public var sessions: Int

    public init(since: Int, sessions: Int) {
      self.since = since
      self.sessions = sessions
    }
  }

  public var sessions: [SessionRecord.State: Int] = [:]
  public var pools: [Pool] = []
  public var hosts: [Host] = []
  /// nil while new sessions are taken.
  public var drain: Drain?
  /// Why admission would refuse a session now: a limit, or too little memory or processor time; nil when it would not.
  public var refusal: String?
  /// Sessions ended since the supervisor's start, by `EndReason.Code`.
  public var ended: [String: Int] = [:]
  /// Milliseconds of every start's steps since the supervisor's start, as histograms: step, upper bounds of the buckets, counts (one more than bounds), sum.
  public var starts: [(step: String, bounds: [Double], counts: [Int], sum: Double)] = []
  /// Sums over sessions that have ended and those that run.
  public var counters = Counters()
  /// Milliseconds by which the supervisor's loop was late at its last tick, and when that was (Unix milliseconds): liveness.
  public var loopLag = 0.0
  public var lastTick = 0

  public init() {}
}
