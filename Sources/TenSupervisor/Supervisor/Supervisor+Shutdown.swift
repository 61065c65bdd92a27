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
    drain()
    isEnding = true
    await withDiscardingTaskGroup { group in
      for session in live.values where !keepingHosts || session.ending != nil || [.reserved, .starting].contains(session.record.state) {
        group.addTask { _ = await self.end(session, .stopped, "the server was shut down") }
      }
    }
    isClosed = true
    loop.cancel(ticks.timer)
    for slot in slots.values { perform(slot.pool.close(reason: "the server was shut down", at: now), slot) }
    // One that still loads its graph need not be waited for.
    for server in slots.values.compactMap(\.server) where !server.readiness.isFulfilled { endSoon(server) }
    for session in live.values where !session.isConcluding { letGo(session) }
    for host in hosts.values where host.session == nil { disposeSoon(host) }
    await finish(within: bounds.leave + bounds.terminate + bounds.kill + bounds.exitFile + bounds.journal)
    await storeAgain()
    endServers(keepingHosts: keepingHosts)
    await finish(within: bounds.forkServerEnd)
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

  private func endServers(keepingHosts: Bool) {
    for server in allSlots.flatMap({ $0.retired + [$0.server].compactMap(\.self) }) {
      if keepingHosts, !server.hosts.isEmpty { server.release() } else { endSoon(server) }
    }
  }

  /// Waits for what is under way.
  private func finish(within milliseconds: Int) async {
    let deadline = now + milliseconds
    while underWay > 0, now < deadline { await loop.pause(milliseconds: 5) }
  }
}
