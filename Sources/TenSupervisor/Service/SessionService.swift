public import TenControl
public import TenCore

/// Starts and looks after sessions, each in a host process of its own. From any thread; `Supervisor` is the real one.
public protocol SessionService: Sendable {
  /// Reserves, leases a host, sends the start message, and returns when every node runs.
  func start(_ request: SessionRequest) async throws(ServiceError) -> SessionRecord
  /// A session that has not ended.
  func session(_ id: String) async -> SessionRecord?
  func session(channel: String) async -> SessionRecord?
  /// Sessions that have not ended, the oldest first.
  func sessions() async -> [SessionRecord]
  /// The session is wanted still. - Parameter idleSeconds: replaces the session's own; `.some(nil)` for never.
  func ping(_ id: String, idleSeconds: Int??) async throws(ServiceError)
  /// Sends a command to a node and waits for its final result: `status` and `properties`.
  func send(_ command: String, _ properties: Properties, to node: String, of id: String, milliseconds: Int?) async throws(ServiceError) -> (
    status: CommandResult.Status, properties: Properties
  )
  /// Sends data to a node.
  func send(data name: String, _ properties: Properties, to node: String, of id: String) async throws(ServiceError)
  /// Ends the present turn: what the runtime reports.
  func interrupt(_ id: String) async throws(ServiceError) -> Properties
  /// Ends a session and returns it with its end record. A session that is being ended already is waited for.
  func stop(_ id: String, _ code: EndReason.Code, detail: String) async throws(ServiceError) -> SessionRecord
  /// Nodes with state and last error, connections with what became of their messages; `Session.snapshot`.
  func state(_ id: String) async throws(ServiceError) -> Value
  /// Events after `since`, then what comes, up to the end record; a reader that is too slow misses events and sees it by the numbers.
  func events(_ id: String, since: Int) async throws(ServiceError) -> AsyncStream<HostEvent>
  /// Counters of a session as events, while anybody wants them.
  func watch(_ id: String, milliseconds: Int) async
  /// The files that hold a live session's log, the older first.
  func logFiles(_ id: String) async throws(ServiceError) -> [String]
  /// What the start of this graph takes, as its fork server told: `name`, `type`, `required`, `secret`.
  func takes(_ graph: String) async throws(ServiceError) -> [Value]
  func statistics() async -> SupervisorStatistics
  /// Refuses new sessions from now on; those that run go on.
  func drain() async
}
