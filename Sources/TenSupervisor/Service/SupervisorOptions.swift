public import TenControl

/// How sessions are run.
public struct SupervisorOptions: Sendable {
  /// A graph of the catalogue.
  public struct Graph: Sendable, Hashable {
    public var name: String
    public var file: String
    /// Which graph of the file; nil for the file's only or default one.
    public var graphName: String?
    /// Warm hosts to keep; nil for `poolSize`.
    public var poolSize: Int?

    public init(name: String, file: String, graphName: String? = nil, poolSize: Int? = nil) {
      self.name = name
      self.file = file
      self.graphName = graphName
      self.poolSize = poolSize
    }
  }

  /// A `tenhost` or any executable on the host library.
  public var executable: String
  /// More arguments of every fork server, such as `--extensions DIR`.
  public var arguments: [String] = []
  /// All variables of the fork servers; nil for those of this process.
  public var environment: [String: String]?
  public var runtimeFolder: RuntimeFolder
  /// The logs of sessions that have ended are moved here, as `<session>.jsonl`.
  public var logFolder: String
  public var graphs: [Graph] = []
  /// The graphs as they are now, by name; nil for `graphs` for ever. Asked on the supervisor's thread at each start and every ten seconds: must not take long.
  public var catalogue: (@Sendable () -> [String: Graph])?
  public var poolSize = 2
  public var maxSessions = 1_000
  public var limits = HostLimits()
  /// Resident bytes over which a session is ended; nil for no limit.
  public var maxSessionMemory: Int?
  /// Of one processor's time, needs `cgroup`; nil for no limit.
  public var maxSessionProcessorPercent: Int?
  /// Milliseconds.
  public var startDeadline = 20_000
  public var stopDeadline = 8_000
  /// A warm host older than this is replaced.
  public var warmAge = 300_000
  /// Bytes of memory and share of processor time (0 to 1) that must be free for another session.
  public var freeMemory = 64 << 20
  public var freeProcessor = 0.0
  /// A cgroup v2 folder in which every host gets one of its own; nil for none.
  public var cgroup: String?

  public init(executable: String, runtimeFolder: RuntimeFolder, logFolder: String) {
    self.executable = executable
    self.runtimeFolder = runtimeFolder
    self.logFolder = logFolder
  }
}
