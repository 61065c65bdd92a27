public import TenCore
public import TenSupervisor

/// Everything that a server can be told. Values come from defaults, a file, the environment and flags, each stronger than the one before.
public struct ServerConfiguration: Sendable {
  public struct Limits: Sendable {
    /// Bytes of a request's body.
    public var body = 1 << 20
    /// Requests a second from one address, and how many may come at once; 0 for no limit.
    public var requestsPerSecond = 0
    public var burst = 200
    /// Requests a second without a valid token from one address, and how many may come at once; 0 for no limit.
    public var unauthorizedPerSecond = 10
    public var unauthorizedBurst = 30
    /// Requests at work at once; 0 for no limit.
    public var concurrentRequests = 1_024
    /// Characters of a channel, a graph's name and the like.
    public var nameLength = 100

    public init() {}
  }

  /// The HTTP statuses of TEN's routes where they refuse something.
  public enum TENStatuses: String, Sendable, CaseIterable {
    /// Always 200, as TEN's server has it: its clients look at `code` alone, and the playground waits for ever after any other status.
    case ten
    /// Those that HTTP has for it.
    case http
  }

  public var host = "127.0.0.1"
  public var port = 8_080
  /// Folder of graph files.
  public var graphs = "graphs"
  /// Folder of the store and of the logs of sessions that have ended.
  public var stateFolder = ""
  public var tokens: [Secret] = []
  public var corsOrigins: [String] = []
  public var tenStatuses = TENStatuses.ten
  public var agoraAppID = ""
  public var agoraCertificate: Secret?
  /// TEN's `WORKER_QUIT_TIMEOUT_SECONDS`: sessions without a ping for so long end; nil for never.
  public var idleSeconds: Int? = 60
  public var limits = Limits()
  public var avatar = AvatarConfiguration()
  /// The access log; nil for standard error.
  public var accessLogFile: String?
  /// A folder of extension libraries, passed on to every host; nil for none.
  public var extensions: String?
  /// Days that ended sessions and their logs are kept, and how many at most.
  public var retentionDays = 7
  public var retentionSessions = 100_000
  public var supervisor: SupervisorOptions

  public init(supervisor: SupervisorOptions) { self.supervisor = supervisor }
}
