internal import TenControl
internal import TenCore
internal import TenLoop

extension Supervisor {
  /// Ends the supervisor and its thread. Nothing may be asked of it afterwards. Takes at most the stop deadline and some seconds.
  /// - Parameter keepingHosts: sessions run on, for a server that takes them over within their grace period; else each is ended in good order.
  public nonisolated func shutdown(keepingHosts: Bool) async {
    await close(keepingHosts: keepingHosts)
    await Self.join(thread)
  }

  /// Away from the supervisor's own thread.
  @concurrent private static func join(_ thread: UVLoopThread) async { thread.stopAndJoin() }

  private func close(keepingHosts: Bool) async {
    isDraining = true
    isEnding = true
    await withDiscardingTaskGroup { group in
      for session in live.values where !keepingHosts || session.record.state == .reserved || session.record.state == .starting {
        group.addTask { _ = await self.end(session, .stopped, "the server was shut down") }
      }
    }
    isClosed = true
    loop.cancel(ticks.timer)
    for slot in slots.values { perform(slot.pool.close(reason: "the server was shut down", at: now), slot) }
    // One that still loads its graph need not be waited for.
    for slot in slots.values where slot.server?.readiness.isFulfilled == false { await slot.server?.end() }
    await storeAgain()
    for session in live.values { letGo(session) }
    for host in hosts.values where host.session == nil { disposeSoon(host) }
    let deadline = now + bounds.leave + bounds.terminate + bounds.kill + bounds.exitFile + bounds.journal
    while underWay > 0, now < deadline { await loop.pause(milliseconds: 5) }
    await endServers(keepingHosts: keepingHosts)
    // What fork servers of a killed server wrote after the last sweep.
    if !keepingHosts { for host in files.hosts() where hosts[host] == nil { files.remove(host: host) } }
    for slot in slots.values { loop.cancel(slot.timer) }
  }

  /// The session runs on in its host.
  private func letGo(_ session: LiveSession) {
    session.isConcluding = true
    session.events.finish()
    session.host?.isRetired = true
    session.host?.link.close()
    session.concluded.fulfil(session.record)
  }

  private func endServers(keepingHosts: Bool) async {
    for slot in slots.values {
      for server in slot.retired + [slot.server].compactMap(\.self) {
        if keepingHosts, !server.hosts.isEmpty { server.release() } else { await server.end() }
      }
    }
  }
}
