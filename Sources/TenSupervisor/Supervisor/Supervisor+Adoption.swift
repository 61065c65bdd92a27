internal import Logging
internal import TenControl
internal import TenCore
internal import TenLoop

/// After a restart: sessions that run are taken over, those that ended meanwhile are finished, and what is left of hosts goes.
extension Supervisor {
  func adopt() async throws {
    let open = try await journal.unended()
    let leases = try await journal.leases()
    var found: [LiveSession] = []
    for record in open.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
      let session = LiveSession(record, began: began(record))
      session.record.lastPingAt = unixTime
      remember(session)
      found.append(session)
    }
    let taken = Set(open.compactMap(\.host))
    await withDiscardingTaskGroup { group in
      for session in found { group.addTask { await self.adopt(session) } }
      for lease in leases where !taken.contains(lease.host) { group.addTask { await self.remove(lease) } }
    }
    let known = Set(hosts.keys)
    for host in files.hosts() where !known.contains(host) { files.remove(host: host) }
  }

  /// The request's time by this loop's clock.
  private func began(_ record: SessionRecord) -> UInt64 {
    let now = loop.readClock()
    let age = UInt64(max(0, unixTime - record.createdAt)) * 1_000_000
    return now > age ? now - age : 0
  }

  private func adopt(_ session: LiveSession) async {
    let record = session.record
    session.outcome.whenFulfilled { [weak session] _ in
      guard let session else { return }
      session.readiness.fulfil(.over)
      self.concludeSoon(session)
    }
    guard let name = record.host, let processID = record.processID, let startTime = record.startTime, let lease = record.lease else {
      session.ending = .init(code: .startFailed, detail: "the server ended while the session was being started")
      return await conclude(session)
    }
    let process = ProcessIdentity(processID: processID, startTime: startTime)
    session.record.epoch += 1
    let host = connectable(name, record.graph, lease, epoch: session.record.epoch, process, nil)
    host.isJournalled = true
    host.session = session
    session.host = host
    session.isStarted = true
    confine(host)
    do {
      // First stored, then said: a host refuses an epoch that is lower than one it has seen.
      try await save(session)
      try await take(session, host)
    } catch {
      await giveUp(session, host, "\(error)")
    }
  }

  private func take(_ session: LiveSession, _ host: HostHandle) async throws(LinkError) {
    let greeting = try await greet(host)
    guard greeting.session == session.record.id else {
      // The start message was never read, and who wanted the session is gone.
      session.isStarted = false
      session.ending = .init(code: .startFailed, detail: "the server ended before it had started the session")
      await dispose(host)
      return await conclude(session)
    }
    session.scrubber = greeting.secrets.map { SecretScrubber($0 + secrets) }
    log.info("a session was taken over", metadata: ["session": "\(session.record.id)", "host": "\(host.name)"])
    guard !session.outcome.isFulfilled else { return }
    setWatch(session)
    switch session.record.state {
    case .stopping: Task(executorPreference: loop) { _ = await self.end(session, .stopped, "the server was restarted while it was being ended") }
    case .running where greeting.state != .stopping: break
    default: Task(executorPreference: loop) { await self.awaitAdopted(session) }
    }
  }

  private func greet(_ host: HostHandle) async throws(LinkError) -> HostGreeting {
    let deadline = now + bounds.hello
    while true {
      do throws(LinkError) {
        return try await host.link.connect(milliseconds: bounds.hello)
      } catch {
        guard ![.refused, .unreadable].contains(error.reason), now < deadline, processes.exists(host.process) else { throw error }
        await loop.pause(milliseconds: 20)
      }
    }
  }

  /// A session that was being started gets ready, or ends.
  private func awaitAdopted(_ session: LiveSession) async {
    switch await session.readiness.get(within: options.startDeadline, on: loop) {
    case .ready:
      guard session.ending == nil, !session.outcome.isFulfilled, session.record.state != .running else { return }
      session.record.state = .running
      try? await save(session)
    case .over, .invalid: break
    case nil: _ = await end(session, .startFailed, "not every node ran within \(options.startDeadline) ms")
    }
  }

  /// Ends what cannot be taken over.
  private func giveUp(_ session: LiveSession, _ host: HostHandle, _ reason: String) async {
    log.error("a session was not taken over", metadata: ["session": "\(session.record.id)", "reason": "\(reason)"])
    if processes.exists(host.process) {
      session.wasKilled = true
      session.ending = .init(code: .abandoned, detail: "a restarted server could not take it over: \(reason)")
      processes.kill(host.process, 9, group: true)
      _ = await isGone(host, within: bounds.kill)
    }
    host.gone.fulfil(nil)
    session.outcome.fulfil(.died(nil, reason: ""))
    _ = await session.concluded.get()
  }

  /// A host of a server before this one that has no session: it has nothing to do.
  private func remove(_ lease: HostLease) async {
    let process = ProcessIdentity(processID: lease.processID, startTime: lease.startTime)
    if processes.exists(process) {
      processes.kill(process, 9, group: true)
      let deadline = now + bounds.kill
      while processes.exists(process), now < deadline { await loop.pause(milliseconds: 10) }
      await awaitExitFile(lease.host)
    }
    files.remove(host: lease.host)
    removeCgroup(of: lease.host)
    try? await journal.remove(host: lease.host)
  }
}
