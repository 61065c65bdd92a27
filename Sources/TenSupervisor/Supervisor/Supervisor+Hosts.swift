internal import Logging
internal import TenControl
internal import TenCore
internal import TenLoop

/// What comes from hosts, and what becomes of them.
extension Supervisor {
  /// - Parameter bytes: of the event's line.
  func came(_ event: HostEvent, _ bytes: Int, from host: HostHandle) {
    guard !host.isRetired || host.session != nil else { return }
    if event.kind == .prepared {
      host.isPrepared = true
      settle(host)
    }
    guard let session = host.session else {
      if host.early.count < 256 { host.early.append(event) }
      return
    }
    switch event.kind {
    case .endRecord: return session.outcome.fulfil(.record(event))
    case .ready:
      session.record.readyAt = session.record.readyAt ?? event.time
      session.record.waterfall["nodes"] = event.body["nodes"] ?? .object(event.body)
      session.events.append(event, bytes: bytes)
      session.readiness.fulfil(.ready)
    case .counters:
      session.counters = Counters(event.body)
      session.events.append(event, bytes: bytes)
    case .prepared, .event, .transcript: session.events.append(event, bytes: bytes)
    }
  }

  /// The host's process has ended.
  func exited(_ host: HostHandle, _ end: HostEnd?) {
    guard !host.gone.isFulfilled else { return }
    host.gone.fulfil(end)
    guard !host.isRetired else { return }
    guard let session = host.session else {
      let reason = "host \(host.name) ended before it had a session: \(end?.words ?? "nobody knows how")"
      if let slot = slots[host.graph] { perform(slot.pool.gone(host: host.name, reason: reason, at: now), slot) }
      disposeSoon(host)
      return
    }
    // What it said before is read first: its end record may be there.
    guard host.link.hasConnection else { return session.outcome.fulfil(.died(end, reason: "")) }
    _ = loop.after(UInt64(bounds.drain) * 1_000_000) { session.outcome.fulfil(.died(end, reason: "")) }
  }

  func broke(_ host: HostHandle, _ reason: LinkError) {
    guard !host.isRetired, !isClosed else { return }
    guard let session = host.session else {
      if let slot = slots[host.graph] { perform(slot.pool.gone(host: host.name, reason: reason.description, at: now), slot) }
      disposeSoon(host)
      return
    }
    if host.gone.isFulfilled { return session.outcome.fulfil(.died(host.gone.value ?? nil, reason: "")) }
    Task(executorPreference: loop) { await self.reconnect(host, session, reason) }
  }

  /// Makes a connection again that broke while a session runs; the host waits for it.
  private func reconnect(_ host: HostHandle, _ session: LiveSession, _ reason: LinkError) async {
    var last = reason
    var pause = 5
    let deadline = now + bounds.reconnect
    while now < deadline, !session.outcome.isFulfilled, !isClosed {
      if host.gone.isFulfilled || !processes.exists(host.process) { return await died(host, session, last) }
      do throws(LinkError) {
        let greeting = try await host.link.connect(milliseconds: bounds.hello)
        return resumed(host, session, greeting)
      } catch {
        last = error
        if error.reason == .refused { return displaced(host, session, error) }
      }
      _ = await host.gone.get(within: pause, on: loop)
      pause = min(pause * 2, 500)
    }
    guard !isClosed, !session.outcome.isFulfilled else { return }
    session.wasKilled = true
    if session.ending == nil { session.ending = .init(code: .crashed, detail: "its host could not be reached any more: \(last)") }
    processes.kill(host.process, 9, group: true)
    await died(host, session, last)
  }

  /// Waits a moment for the word of the fork server, which knows how a process ended.
  private func died(_ host: HostHandle, _ session: LiveSession, _ reason: LinkError) async {
    await awaitWord(of: host, until: now + bounds.kill)
    host.gone.fulfil(nil)
    session.outcome.fulfil(.died(host.gone.value ?? nil, reason: reason.description))
  }

  private func resumed(_ host: HostHandle, _ session: LiveSession, _ greeting: HostGreeting) {
    log.info("a host is connected again", metadata: ["host": "\(host.name)", "session": "\(session.record.id)"])
    if greeting.session == nil, session.isStarted, let start = session.start { tellStart(start, session, host) }
    if let ending = session.ending { try? host.link.tell(.stop(ending.code, detail: ending.detail)) }
    setWatch(session)
  }

  /// Another server has the host now: nothing of the session is ours any more.
  private func displaced(_ host: HostHandle, _ session: LiveSession, _ reason: LinkError) {
    log.error("another server has taken a session", metadata: ["session": "\(session.record.id)", "reason": "\(reason)"])
    session.isConcluding = true
    host.isRetired = true
    host.link.close()
    hosts[host.name] = nil
    forget(session)
    session.readiness.fulfil(.over)
    // Who is ending it must not go on to signals.
    session.outcome.fulfil(.died(nil, reason: reason.description))
    session.events.finish()
    session.concluded.fulfil(session.record)
    host.session = nil
    session.host = nil
  }

  func disposeSoon(_ host: HostHandle) { beside { await $0.dispose(host) } }

  /// Sees to it that a host goes, by force where it does not by itself, and removes what is left of it.
  func dispose(_ host: HostHandle) async {
    guard !host.isRetired else { return }
    host.isRetired = true
    // One that was told that its end record is stored goes by itself; a warm one when its connection ends.
    if host.session?.isStarted != true { host.link.close() }
    if await !isGone(host, within: bounds.leave) {
      host.link.close()
      processes.kill(host.process, 15, group: false)
      if await !isGone(host, within: bounds.terminate) {
        processes.kill(host.process, 9, group: true)
        _ = await isGone(host, within: bounds.kill)
      }
    }
    host.link.close()
    // A fork server without its supervisor writes how the host ended, and would leave that behind.
    if host.server?.isOpen != true { await awaitExitFile(host.name) }
    files.remove(host: host.name)
    removeCgroup(of: host.name)
    if host.isJournalled {
      do {
        try await journal.remove(host: host.name)
      } catch {
        log.error("the lease of a host was not removed", metadata: ["host": "\(host.name)", "reason": "\(error)"])
      }
    }
    hosts[host.name] = nil
    // They hold one another.
    host.session?.host = nil
    host.session = nil
    if let slot = slots[host.graph] { perform(slot.pool.gone(host: host.name, reason: "it was ended", at: now), slot) }
  }

  /// Waits for the process' end: told by its fork server, or looked for where that is gone.
  func isGone(_ host: HostHandle, within milliseconds: Int) async -> Bool {
    let deadline = now + milliseconds
    while !host.gone.isFulfilled, now < deadline {
      await awaitWord(of: host, until: deadline)
      if processes.exists(host.process) {
        await loop.pause(milliseconds: 10)
      } else {
        host.gone.fulfil(nil)
      }
    }
    return host.gone.isFulfilled
  }

  /// Waits for the word of the host's fork server, as long as there is one.
  private func awaitWord(of host: HostHandle, until deadline: Int) async {
    while !host.gone.isFulfilled, host.server?.isOpen == true, now < deadline {
      _ = await host.gone.get(within: min(deadline - now, 50), on: loop)
    }
  }
}
