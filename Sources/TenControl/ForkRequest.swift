/// What a supervisor says to a fork server: a process that has loaded a graph and of which each host is a fork. One JSON object a line.
public enum ForkRequest: Sendable {
  case fork(HostSeed)
}

/// What makes one host different from the next.
public struct HostSeed: Sendable, Hashable {
  /// The host's name; its files in the runtime folder bear it.
  public var host: String
  /// Whoever has it may control the host.
  public var lease: String
  public var epoch: Int
  public var limits: HostLimits

  public init(host: String, lease: String, epoch: Int, limits: HostLimits = HostLimits()) {
    self.host = host
    self.lease = lease
    self.epoch = epoch
    self.limits = limits
  }
}

/// What a host may use; nil for no limit.
public struct HostLimits: Sendable, Hashable {
  /// Bytes of private memory (`RLIMIT_DATA`).
  public var memory: Int?
  /// Seconds of processor time (`RLIMIT_CPU`).
  public var processorSeconds: Int?
  /// Open descriptors (`RLIMIT_NOFILE`).
  public var descriptors: Int?
  /// A cgroup v2 folder that the host enters, where the system lets it.
  public var cgroup: String?
  /// Bytes of the host's log; older lines go first.
  public var logBytes: Int
  /// Milliseconds that a host with a session waits for a server after its connection broke.
  public var grace: Int

  public init(
    memory: Int? = nil, processorSeconds: Int? = nil, descriptors: Int? = nil, cgroup: String? = nil, logBytes: Int = 1 << 20, grace: Int = 30_000
  ) {
    self.memory = memory
    self.processorSeconds = processorSeconds
    self.descriptors = descriptors
    self.cgroup = cgroup
    self.logBytes = logBytes
    self.grace = grace
  }
}
