public import TenCore

/// What a host says to the server that controls it.
public enum HostReply: Sendable {
  /// The answer to `HostRequest.hello`.
  case hello(HostGreeting)
  /// The connection is refused, and closed after this line: another lease, or an old epoch.
  case refused(reason: String)
  /// The answer to a request with this id: any number of partial ones, then one final.
  case result(id: Int, status: CommandResult.Status, isFinal: Bool, Properties)
  case event(HostEvent)
}

/// How a host stands when a server connects.
public struct HostGreeting: Sendable, Hashable {
  public enum State: String, Sendable, CaseIterable {
    case preparing, prepared, starting, running, stopping, ended
  }

  /// What it speaks; a greeting with another number than `ControlProtocol.version` is refused where it is read.
  public var protocolVersion = ControlProtocol.version
  public var host: String
  public var version: String
  public var processID: Int
  public var graph: String
  public var state: State
  /// The session's name, from its start message on.
  public var session: String?
  public var epoch: Int
  /// The number of the last event.
  public var sequence: Int
  /// What is secret in the session, so that a server which did not start it can mask it where the host's process prints it; nil while there is none.
  public var secrets: [Secret]?

  public init(
    host: String, version: String, processID: Int, graph: String, state: State, session: String?, epoch: Int, sequence: Int
  ) {
    self.host = host
    self.version = version
    self.processID = processID
    self.graph = graph
    self.state = state
    self.session = session
    self.epoch = epoch
    self.sequence = sequence
  }
}

/// Something that happened in a host. Numbered from 1; the host keeps the last 1,024.
public struct HostEvent: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Every node is prepared: the host is warm.
    case prepared
    /// Every node runs. `body` has the start-up waterfall.
    case ready
    /// Any other step of the session's life: `body.event` is the kind of `SessionEvent`, with `node` and `detail` where known.
    case event
    /// What was said: `role`, `text`, `is_final`, `stream_id`, `turn`.
    case transcript
    /// Counters of the whole session, while a server watches.
    case counters
    /// The last event; `body` is the end record. Kept until acknowledged.
    case endRecord = "end_record"
  }

  public var sequence: Int
  public var kind: Kind
  /// Milliseconds of Unix time.
  public var time: Int
  public var body: Properties

  public init(sequence: Int, kind: Kind, time: Int, body: Properties) {
    self.sequence = sequence
    self.kind = kind
    self.time = time
    self.body = body
  }

  /// Events that are never dropped, however slowly the server reads.
  public var isKept: Bool { kind == .ready || kind == .endRecord || kind == .prepared }
}
