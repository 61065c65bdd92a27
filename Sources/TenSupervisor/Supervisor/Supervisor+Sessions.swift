public import TenControl
public import TenCore
internal import TenLoop

/// What callers ask of sessions that have not ended.
extension Supervisor {
  public func session(_ id: String) -> SessionRecord? { live[id]?.record }

  public func session(channel: String) -> SessionRecord? { channels[channel]?.record }

  public func sessions() -> [SessionRecord] {
    live.values.map(\.record).sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  public func ping(_ id: String, idleSeconds: Int??) async throws(ServiceError) {
    let session = try find(id, "pinging")
    session.record.lastPingAt = unixTime
    guard let idleSeconds, idleSeconds != session.record.idleSeconds else { return }
    session.record.idleSeconds = idleSeconds
    do {
      try await save(session)
    } catch {
      throw ServiceError(.storage, "storing the idle time of session \(id) failed: \(error)", retryAfter: 2)
    }
  }

  public func events(_ id: String, since: Int) throws(ServiceError) -> AsyncStream<HostEvent> {
    try find(id, "reading the events of").events.events(since: since)
  }

  public func watch(_ id: String, milliseconds: Int) {
    guard let session = live[id] else { return }
    session.watch = max(0, milliseconds)
    setWatch(session)
  }

  /// The pace of a session's counters: the reader's, or the supervisor's own.
  func setWatch(_ session: LiveSession) {
    let milliseconds = session.watch > 0 ? min(session.watch, bounds.counters) : bounds.counters
    try? session.host?.link.tell(.watch(milliseconds: milliseconds))
  }

  public func logFiles(_ id: String) throws(ServiceError) -> [String] {
    guard let host = try find(id, "reading the log of").host else { return [] }
    return [options.runtimeFolder.olderLog(of: host.name), options.runtimeFolder.log(of: host.name)]
  }

  public func takes(_ graph: String) async throws(ServiceError) -> [Value] {
    guard let slot = slot(named: graph) else { throw ServiceError(.unknownGraph, "asking what graph '\(graph)' takes: there is no such graph") }
    refresh(slot)
    if let greeting = slot.greeting { return greeting.takes }
    do {
      _ = try await server(of: slot)
    } catch {
      if let invalid = slot.invalid {
        throw ServiceError(.invalidGraph, "graph '\(graph)' in \(slot.graph.file) cannot be run; mend it and try again", problems: invalid.problems)
      }
      throw ServiceError(.unavailable, "asking what graph '\(graph)' takes: \(error)", retryAfter: 2)
    }
    return slot.greeting?.takes ?? []
  }

  public func drain() { drained = drained ?? SupervisorStatistics.Drain(since: unixTime, sessions: live.count) }

  func find(_ id: String, _ attempt: String) throws(ServiceError) -> LiveSession {
    guard let session = live[id] else {
      throw ServiceError(.unknownSession, "\(attempt) session '\(id)': no session of this name runs")
    }
    return session
  }
}
