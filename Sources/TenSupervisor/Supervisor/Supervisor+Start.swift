internal import TenCore
internal import Logging
internal import TenControl
internal import TenLoop

/// Lease a host, store the session with it, send the start message, wait until every node runs.
extension Supervisor {
  public func start(_ request: SessionRequest) async throws(ServiceError) -> SessionRecord {
    let session = try admit(request)
    // A task of its own: a caller that goes away leaves no half of a start behind.
    let task = Task(executorPreference: loop) { await self.run(session, request) }
    return try await task.value.get()
  }

  /// The reservation in memory: of two requests for one channel only one gets beyond.
  private func admit(_ request: SessionRequest) throws(ServiceError) -> LiveSession {
    let attempt = "starting a session of graph '\(request.graph)'"
    guard !isDraining, !isClosed else {
      throw ServiceError(.draining, "\(attempt): the server takes no new sessions; ask another one", retryAfter: 5)
    }
    guard let slot = slot(named: request.graph) else {
      let names = slots.keys.sorted().joined(separator: ", ")
      throw ServiceError(.unknownGraph, "\(attempt): there is no such graph; there is \(names.isEmpty ? "none" : names)")
    }
    if let channel = request.channel, let other = channels[channel] {
      throw ServiceError(
        .channelTaken, "\(attempt): session \(other.record.id) has channel '\(channel)'; stop it, or take another channel", session: other.record)
    }
    try admission.admit(graph: request.graph, graphLimit: request.graphLimit, sessions: live.count, ofGraph: slot.sessions, at: now)
    var record = SessionRecord(id: Tokens.session(), graph: request.graph, channel: request.channel, createdAt: unixTime)
    record.requestKey = request.requestKey
    record.idleSeconds = request.idleSeconds
    record.labels = request.labels
    let session = LiveSession(record, began: loop.readClock())
    session.start = request.start
    session.scrubber = SecretScrubber(of: request.start, takes: slot.greeting?.takes ?? [], environment: secrets)
    session.isStarting = true
    remember(session)
    return session
  }

  private func run(_ session: LiveSession, _ request: SessionRequest) async -> Result<SessionRecord, ServiceError> {
    do throws(ServiceError) {
      try await lease(session)
      try await reserve(session)
      try await begin(session)
      return .success(try await awaitReady(session))
    } catch {
      guard isEnding, error.code == .startFailed else { return .failure(error) }
      // The graph is not to blame: at the next server it may succeed.
      return .failure(ServiceError(.draining, "\(error.message); ask again", session: error.session, retryAfter: 1))
    }
  }

  private func lease(_ session: LiveSession) async throws(ServiceError) {
    guard let slot = slots[session.record.graph] else {
      let message = "starting a session of graph '\(session.record.graph)': the graph was removed meanwhile"
      throw ServiceError(.unknownGraph, message, session: await fail(session, message))
    }
    refresh(slot)
    let host: HostHandle
    do throws(ServiceError) {
      host = try await handOut(session, slot)
    } catch {
      try await goOn(session)
      let record = await fail(session, error.message)
      throw ServiceError(error.code, error.message, problems: error.problems, session: record, retryAfter: error.retryAfter)
    }
    session.host = host
    host.session = session
    for event in host.early { session.events.append(event) }
    session.record.host = host.name
    session.record.processID = host.process.processID
    session.record.startTime = host.process.startTime
    session.record.lease = host.lease
    session.record.epoch = host.link.address.epoch
    session.record.state = .starting
    mark(.leased, session)
    try await goOn(session)
  }

  /// Stores the session and its lease in one write, before the host hears of it: a server after this one finds both.
  private func reserve(_ session: LiveSession) async throws(ServiceError) {
    do {
      if unstored.contains(where: { $0.channel != nil && $0.channel == session.record.channel }) { await storeAgain() }
      try await journal.reserve(session.record)
    } catch JournalError.channelTaken {
      giveBack(session)
      withdrawUnstored(session)
      let channel = session.record.channel ?? ""
      throw ServiceError(
        .channelTaken, "reserving channel '\(channel)' for session \(session.record.id): the journal has a session with it that has not ended")
    } catch {
      giveBack(session)
      let message = "storing session \(session.record.id) failed: \(error)"
      throw ServiceError(.storage, message, session: await fail(session, message), retryAfter: 2)
    }
    mark(.reserved, session)
    try await goOn(session)
  }

  /// The host has heard nothing of the session, and serves the next one where it is well and of the present graph.
  private func giveBack(_ session: LiveSession) {
    guard let host = session.host, let slot = slots[session.record.graph], host.server === slot.server, canServe(host) else { return }
    session.host = nil
    host.session = nil
    session.record.host = nil
    session.record.processID = nil
    session.record.startTime = nil
    session.record.lease = nil
    perform(slot.pool.returned(host: host.name, preparedAt: host.preparedAt ?? now, at: now), slot)
  }

  private func canServe(_ host: HostHandle) -> Bool {
    host.link.isConnected && !host.gone.isFulfilled && !host.isRetired && processes.canWork(host.process)
  }

  /// The channel is another's: nothing of this session is kept.
  private func withdrawUnstored(_ session: LiveSession) {
    session.isConcluding = true
    if let host = session.host {
      session.host = nil
      host.session = nil
      disposeSoon(host)
    }
    session.events.finish()
    withdraw(session)
  }

  /// A host that is known to work, warm or made for this session.
  private func handOut(_ session: LiveSession, _ slot: GraphSlot) async throws(ServiceError) -> HostHandle {
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

  private func begin(_ session: LiveSession) async throws(ServiceError) {
    guard let host = session.host, let start = session.start else { return }
    session.outcome.whenFulfilled { [weak session] _ in
      guard let session else { return }
      session.readiness.fulfil(.over)
      self.concludeSoon(session)
    }
    guard !host.gone.isFulfilled, host.link.isConnected else {
      let message = "host \(host.name) ended before session \(session.record.id) was started"
      throw ServiceError(.startFailed, message, session: await fail(session, message), retryAfter: 1)
    }
    session.isStarted = true
    session.isStarting = false
    host.early = []
    tellStart(start, session, host)
    mark(.started, session)
  }

  /// The start message; its answer is wanted only when it is a refusal.
  func tellStart(_ start: StartRequest, _ session: LiveSession, _ host: HostHandle) {
    let answer = try? host.link.ask { .start(id: $0, session: session.record.id, start) }
    answer?.whenFulfilled { answer in
      if case .success(let answer) = answer, answer.status != .ok { session.readiness.fulfil(.invalid(answer.properties)) }
    }
  }

  private func awaitReady(_ session: LiveSession) async throws(ServiceError) -> SessionRecord {
    let id = session.record.id
    switch await session.readiness.get(within: options.startDeadline, on: loop) {
    case .ready:
      mark(.ready, session)
      session.start = nil
      try await becameReady(session)
      return session.record
    case .invalid(let properties):
      let problems = (properties["problems"]?.array ?? []).map(Diagnostic.init(problem:))
      let detail = properties["detail"]?.string ?? "the start is refused"
      let message = ([detail] + problems.map(\.message)).joined(separator: "; ")
      // It was not begun, so that the host has no end record to tell.
      session.isStarted = false
      let record = await fail(session, message)
      throw ServiceError(.invalidStart, "starting session \(id) of graph '\(session.record.graph)': \(message)", problems: problems, session: record)
    case .over:
      let record = await session.concluded.get()
      throw ServiceError(
        .startFailed, "session \(id) of graph '\(record.graph)' ended while it was started (\(record.reason ?? "")): \(record.reasonDetail ?? "")",
        session: record)
    case nil:
      let message = "not every node ran within \(options.startDeadline) ms"
      let record = await end(session, .startFailed, message)
      throw ServiceError(.startFailed, "session \(id) of graph '\(record.graph)': \(message)", session: record)
    }
  }

  /// Every node runs. That is stored beside the answer: a server after this one learns it from the host as well.
  private func becameReady(_ session: LiveSession) async throws(ServiceError) {
    let id = session.record.id
    guard session.ending == nil else {
      throw ServiceError(.startFailed, "session \(id) was stopped while it was started", session: await session.concluded.get())
    }
    guard !session.outcome.isFulfilled else {
      let record = await session.concluded.get()
      throw ServiceError(.startFailed, "session \(id) ended as soon as it ran: \(record.reasonDetail ?? "")", session: record)
    }
    session.record.state = .running
    setWatch(session)
    saveSoon(session)
  }

  /// Stops here when somebody has ended the session meanwhile.
  private func goOn(_ session: LiveSession) async throws(ServiceError) {
    guard let ending = session.ending else { return }
    let record = await fail(session, ending.detail, ending.code)
    throw ServiceError(.startFailed, "session \(record.id) was ended while it was started: \(ending.detail)", session: record)
  }

  /// Ends a start that no host has begun.
  private func fail(_ session: LiveSession, _ detail: String, _ code: EndReason.Code = .startFailed) async -> SessionRecord {
    session.isStarting = false
    if session.ending == nil { session.ending = .init(code: code, detail: detail) }
    concludeSoon(session)
    return await session.concluded.get()
  }

  private func mark(_ step: StartHistogram.Step, _ session: LiveSession) {
    let milliseconds = elapsed(session)
    session.record.waterfall[step.rawValue] = .float(milliseconds)
    starts.record(step, milliseconds: milliseconds)
    if step == .ready { starts.record(.total, milliseconds: milliseconds) }
  }

}
