/// What is left of a session: why it ended, what each node and connection did, and whether anything was left behind. Values of secrets are masked.
public struct EndRecord: Sendable {
  public struct Node: Sendable {
    public var name: String
    public var `extension`: String
    public var phase: NodePhase
    public var errors: Int
    public var lastError: String?
    public var restarts: Int
    /// Milliseconds from the session's start to the end of each stage; nil for a stage that was not reached.
    public var preparedAt: Double?
    public var runningAt: Double?
    public var stoppedAt: Double?

    public init(name: String, extension: String) {
      self.name = name
      self.extension = `extension`
      phase = .created
      errors = 0
      restarts = 0
    }
  }

  public struct Connection: Sendable {
    /// A node's name, or `host`.
    public var source: String
    /// A node's name, or empty for what the graph connects to nobody.
    public var destination: String
    public var kind: String
    public var name: String
    public var counters: Counters
    /// Counted by themselves; zero at a session's end.
    public var inFlight: Int
    /// Of commands: what became of their results.
    public var results: Counters?
    /// The node that gets these messages while it can; this connection has what it could not take.
    public var fallbackOf: String?

    public init(source: String, destination: String, kind: String, name: String, counters: Counters, inFlight: Int = 0, results: Counters? = nil) {
      self.source = source
      self.destination = destination
      self.kind = kind
      self.name = name
      self.counters = counters
      self.inFlight = inFlight
      self.results = results
    }
  }

  public var session: String
  public var graph: String
  public var reason: EndReason
  /// The name of the node that the reason names.
  public var reasonNode: String?
  /// Milliseconds from the session's start to its end.
  public var milliseconds: Double
  public var nodes: [Node]
  public var connections: [Connection]
  /// Bytes by which the process' memory grew while a node was at work, of nodes with 1 MiB or more: looked at now and then, so that it tells of leaks.
  public var memory: [String: Int]
  /// Who got which start value, as `StartPlan.report` writes it.
  public var start: Value
  /// What was left behind, or does not add up: empty in a sound session.
  public var audit: [String]

  public init(session: String, graph: String, reason: EndReason) {
    self.session = session
    self.graph = graph
    self.reason = reason
    milliseconds = 0
    nodes = []
    connections = []
    memory = [:]
    start = .null
    audit = []
  }
}
