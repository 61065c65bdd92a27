internal import Logging
internal import TenCore

/// How a start gets its host, and what becomes of that where it goes no further.
extension Supervisor {
  /// A host that is known to work, warm or made for this session.
  func handOut(_ session: LiveSession, _ slot: GraphSlot) async throws(ServiceError) -> HostHandle {
    let deadline = now + options.startDeadline
    for attempt in 0..<8 {
      lastWaiter += 1
      let promise = Promise<GraphSlot.Handed>()
      slot.waiters[lastWaiter] = promise
      session.waiter = lastWaiter
      perform(slot.pool.take(waiter: lastWaiter, deadline: deadline, first: attempt > 0, at: now), slot)
      let handed = await promise.get()
      session.waiter = nil
      switch handed {
      case .refused(let refusal): throw error(refusal, slot)
      case .host(let host):
        if canServe(host) { return host }
        log.warning("a warm host could not be handed out", metadata: ["host": "\(host.name)", "graph": "\(slot.graph.name)"])
        disposeSoon(host)
      }
    }
    throw ServiceError(
      .unavailable, "starting a session of graph '\(slot.graph.name)': eight hosts in a row did not work; see the log", retryAfter: 2)
  }

  private func canServe(_ host: HostHandle) -> Bool {
    guard host.link.isConnected, !host.gone.isFulfilled, !host.isRetired else { return false }
    // One whose fork server has died meanwhile is being ended.
    return host.server?.isOpen == true && processes.canWork(host.process)
  }

  /// The host has heard nothing of the session, and serves the next one where it is well and of the present graph.
  func giveBack(_ session: LiveSession) {
    guard let host = session.host, let slot = slots[session.record.graph], host.server === slot.server, canServe(host) else { return }
    session.host = nil
    host.session = nil
    session.record.host = nil
    session.record.processID = nil
    session.record.startTime = nil
    session.record.lease = nil
    perform(slot.pool.returned(host: host.name, preparedAt: host.preparedAt ?? now, at: now), slot)
  }

  /// The channel is another's: nothing of this session is kept.
  func withdrawUnstored(_ session: LiveSession) {
    session.isConcluding = true
    if let host = session.host {
      session.host = nil
      host.session = nil
      disposeSoon(host)
    }
    session.events.finish()
    withdraw(session)
  }

  /// Stops here when somebody has ended the session meanwhile.
  func goOn(_ session: LiveSession) async throws(ServiceError) {
    guard let ending = session.ending else { return }
    let record = await fail(session, ending.detail, ending.code)
    throw ServiceError(.startFailed, "session \(record.id) was ended while it was started: \(ending.detail)", session: record)
  }

  /// Ends a start that no host has begun.
  func fail(_ session: LiveSession, _ detail: String, _ code: EndReason.Code = .startFailed) async -> SessionRecord {
    session.isStarting = false
    if session.ending == nil { session.ending = .init(code: code, detail: detail) }
    concludeSoon(session)
    return await session.concluded.get()
  }

  private func error(_ refusal: WarmPool.Refusal, _ slot: GraphSlot) -> ServiceError {
    let attempt = "starting a session of graph '\(slot.graph.name)'"
    if let invalid = slot.invalid {
      return ServiceError(
        .invalidGraph, "\(attempt): the graph in \(slot.graph.file) cannot be run; mend it and try again", problems: invalid.problems)
    }
    switch refusal {
    case .open(let lastError, let milliseconds):
      return ServiceError(
        .unavailable, "\(attempt): its hosts fail, and none is tried for \(milliseconds) ms: \(lastError)",
        retryAfter: max(1, (milliseconds + 999) / 1_000))
    case .deadline(let lastError):
      return ServiceError(
        .startFailed, "\(attempt): no host was ready within \(options.startDeadline) ms\(lastError.map { ": \($0)" } ?? "; start fewer at once")",
        retryAfter: 2)
    case .closed(let reason): return ServiceError(.startFailed, "\(attempt): \(reason)")
    }
  }
}
