public import TenCore
internal import Logging
internal import TenControl
internal import TenLoop

/// Ends of sessions: asked for, come by themselves, or made of what a dead host left.
extension Supervisor {
  public func stop(_ id: String, _ code: EndReason.Code, detail: String) async throws(ServiceError) -> SessionRecord {
    await end(try find(id, "stopping"), code, detail)
  }

  /// Ends a session by steps with deadlines, and waits for it. The first who does gives the reason.
  func end(_ session: LiveSession, _ code: EndReason.Code, _ detail: String) async -> SessionRecord {
    if session.ending == nil {
      session.ending = .init(code: code, detail: detail)
      beside { await $0.tearDown(session) }
    }
    return await session.concluded.get()
  }

  private func tearDown(_ session: LiveSession) async {
    if let waiter = session.waiter, let slot = slots[session.record.graph] {
      perform(slot.pool.forget(waiter: waiter, at: now), slot)
      slot.waiters.removeValue(forKey: waiter)?.fulfil(.refused(.closed(reason: session.ending?.detail ?? "")))
    }
    guard !session.isStarting else { return }
    guard session.isStarted, let host = session.host, let ending = session.ending else { return await conclude(session) }
    guard !session.outcome.isFulfilled else { return }
    session.record.state = .stopping
    try? host.link.tell(.stop(ending.code, detail: ending.detail))
    let quick = min(bounds.quickStop, options.stopDeadline)
    if await session.outcome.get(within: quick, on: loop) != nil { return }
    // It takes its time: for a server after this one. The session is ended whether it is stored or not.
    try? await save(session)
    if await session.outcome.get(within: options.stopDeadline - quick, on: loop) != nil { return }
    log.error("a host did not end its session", metadata: ["session": "\(session.record.id)", "host": "\(host.name)"])
    session.wasKilled = true
    session.ending?.detail = words(ending.detail, "it did not end within \(options.stopDeadline) ms and was killed")
    processes.kill(host.process, 15, group: false)
    if await session.outcome.get(within: bounds.terminate, on: loop) != nil { return }
    processes.kill(host.process, 9, group: true)
    if await isGone(host, within: bounds.kill) { _ = await session.outcome.get(within: bounds.drain, on: loop) }
    session.outcome.fulfil(.died(host.gone.value ?? nil, reason: "it does not go away"))
  }

  private func words(_ parts: String...) -> String { parts.filter { !$0.isEmpty }.joined(separator: "; ") }

  func concludeSoon(_ session: LiveSession) { beside { await $0.conclude(session) } }

  /// Makes the end record, stores it, frees the channel, tells everybody, and lets the host go. Once.
  func conclude(_ session: LiveSession) async {
    guard !session.isConcluding else { return }
    session.isConcluding = true
    let event = await final(session)
    if let host = session.host { files.keepLog(of: host.name, as: session.record.id) }
    await store(session)
    if let host = session.host, case .record(let event) = session.outcome.value { try? host.link.tell(.acknowledge(sequence: event.sequence)) }
    ended[session.record.reason.flatMap(EndReason.Code.init(rawValue:))?.rawValue ?? "other", default: 0] += 1
    counters = counters + session.counters
    if let event { session.events.append(event) }
    session.events.finish()
    session.readiness.fulfil(.over)
    withdraw(session)
    if let host = session.host { await dispose(host) }
  }

  /// Completes the record. - Returns: the last event for those who read the session's events.
  private func final(_ session: LiveSession) async -> HostEvent? {
    let ending = session.ending ?? .init(code: .crashed, detail: "")
    switch session.outcome.value {
    case .record(let event):
      session.record.finish(.object(event.body), at: unixTime)
      return event
    case .died(let end, let reason):
      guard let host = session.host else { break }
      if end == nil, host.server?.isOpen != true { await awaitExitFile(host.name) }
      let remains = Remains(of: host.name, in: options.runtimeFolder, scrubber: session.scrubber)
      var cause = session.wasKilled ? EndReason(ending.code, detail: words(ending.detail, reason)) : nil
      // A warm host goes in good order when its server is gone.
      if cause == nil, session.record.readyAt == nil, remains.exit == .exited(code: 0) {
        cause = EndReason(.startFailed, detail: "the server ended before it had started the session")
      }
      if cause == nil, remains.exit ?? end ?? .signalled(9) == .signalled(9) { cause = memoryKill(of: host.name) }
      let verdict = remains.verdict(
        session: session.record.id, graph: session.record.graph, milliseconds: elapsed(session), end: end, cause: cause)
      session.record.finish(verdict.endRecord, at: unixTime)
    case nil: session.record = made(session, ending.code, ending.detail)
    }
    let sequence = max(session.events.lastSequence, session.host?.link.sequence ?? 0) &+ 1
    return HostEvent(sequence: sequence, kind: .endRecord, time: unixTime, body: session.record.endRecord?.object ?? Properties())
  }

  /// The end of a session that no host has told anything of.
  func made(_ session: LiveSession, _ code: EndReason.Code, _ detail: String) -> SessionRecord {
    let reason = EndReason(code, detail: session.scrubber?.scrub(detail) ?? detail)
    var end = EndRecord(session: session.record.id, graph: session.record.graph, reason: reason)
    end.milliseconds = elapsed(session)
    var record = session.record
    record.finish(end.value, at: unixTime)
    return record
  }

  /// How a process ended is written by its fork server, which a server before this one had started.
  func awaitExitFile(_ host: String) async {
    let deadline = now + bounds.exitFile
    while !files.hasExit(of: host), now < deadline { await loop.pause(milliseconds: 10) }
  }

  /// Stores the record as it is by then. One write at a time: none may be overtaken by an earlier one.
  func save(_ session: LiveSession) async throws {
    while let writing = session.writing { await writing.get() }
    let writing = Promise<Void>()
    session.writing = writing
    defer {
      session.writing = nil
      writing.fulfil(())
    }
    try await journal.update(session.record)
  }

  /// Stores that a session runs, when its start has been answered. Where that fails, the next write of the session has it, too.
  func saveSoon(_ session: LiveSession) {
    beside { supervisor in
      await supervisor.loop.pause(milliseconds: supervisor.bounds.calm)
      guard session.record.state == .running else { return }
      do {
        try await supervisor.save(session)
      } catch {
        supervisor.log.error("a session was not stored", metadata: ["session": "\(session.record.id)", "reason": "\(error)"])
      }
    }
  }

  private func store(_ session: LiveSession) async {
    let record = session.record
    for pause in [20, 100, 0] {
      do {
        return try await save(session)
      } catch {
        log.error("an end record was not stored", metadata: ["session": "\(record.id)", "reason": "\(error)"])
        if pause > 0 { await loop.pause(milliseconds: pause) }
      }
    }
    if unstored.count < options.maxSessions { unstored.append(record) }
  }

  /// Tries again what the journal did not take.
  func storeAgain() async {
    let records = unstored
    unstored = []
    for record in records {
      do {
        try await journal.update(record)
      } catch {
        unstored.append(record)
      }
    }
  }

  func remember(_ session: LiveSession) {
    live[session.record.id] = session
    if let channel = session.record.channel { channels[channel] = session }
    slots[session.record.graph]?.sessions += 1
  }

  func forget(_ session: LiveSession) {
    guard live.removeValue(forKey: session.record.id) != nil else { return }
    if let channel = session.record.channel { channels[channel] = nil }
    slots[session.record.graph]?.sessions -= 1
  }

  /// The session is over: its channel is free, and who waits for its end gets the record.
  func withdraw(_ session: LiveSession) {
    forget(session)
    if !session.record.isEnded { session.record = made(session, session.ending?.code ?? .startFailed, session.ending?.detail ?? "") }
    session.concluded.fulfil(session.record)
  }
}

extension SessionRecord {
  mutating func finish(_ end: Value, at time: Int) {
    state = .ended
    endedAt = time
    endRecord = end
    reason = end.object?["reason"]?.string ?? EndReason.Code.crashed.rawValue
    reasonNode = end.object?["node"]?.string
    reasonDetail = end.object?["detail"]?.string
  }
}
