internal import TenCore
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
    guard drained == nil, !isClosed else {
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

  private func mark(_ step: StartHistogram.Step, _ session: LiveSession) {
    let milliseconds = elapsed(session)
    session.record.waterfall[step.rawValue] = .float(milliseconds)
    starts.record(step, milliseconds: milliseconds)
    if step == .ready { starts.record(.total, milliseconds: milliseconds) }
  }
}
