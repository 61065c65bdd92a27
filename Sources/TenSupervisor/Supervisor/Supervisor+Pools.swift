internal import Logging
internal import TenControl
internal import TenCore
internal import TenLoop

/// The warm hosts of each graph: what their pools want is done here.
extension Supervisor {
  func perform(_ actions: [WarmPool.Action], _ slot: GraphSlot) {
    for action in actions {
      switch action {
      case .fork(let host): beside { await $0.make(host, slot) }
      case .retire(let host, let reason): retire(host, reason)
      case .hand(let host, let waiter, _):
        guard let handle = hosts[host] else { continue }
        slot.waiters.removeValue(forKey: waiter)?.fulfil(.host(handle))
      case .refuse(let waiter, let refusal): slot.waiters.removeValue(forKey: waiter)?.fulfil(.refused(refusal))
      case .arm(let time):
        loop.cancel(slot.timer)
        guard let time, !isClosed else { continue }
        slot.timer = loop.after(UInt64(max(0, time - now)) * 1_000_000) { self.perform(slot.pool.tick(at: self.now), slot) }
      }
    }
  }

  private func retire(_ name: String, _ reason: String) {
    guard let host = hosts[name] else { return }
    log.debug("a warm host is retired", metadata: ["host": "\(name)", "reason": "\(reason)"])
    disposeSoon(host)
  }

  /// Makes one warm host, and tells the pool what became of it.
  private func make(_ name: String, _ slot: GraphSlot) async {
    // The start that has just taken a host has the processors to itself, where others are left for who comes next.
    if slot.waiters.isEmpty, slot.pool.number(of: .prepared) > 0 { await loop.pause(milliseconds: bounds.calm) }
    do throws(LinkError) {
      try await fork(name, slot)
    } catch {
      perform(slot.pool.failed(host: name, reason: error.description, at: now), slot)
      if !isClosed { log.warning("a host was not made", metadata: ["host": "\(name)", "graph": "\(slot.graph.name)", "reason": "\(error)"]) }
      if let host = hosts[name] { await dispose(host) } else { removeCgroup(of: name) }
    }
  }

  private func fork(_ name: String, _ slot: GraphSlot) async throws(LinkError) {
    let server = try await server(of: slot)
    let lease = Tokens.key()
    let seed = HostSeed(host: name, lease: lease, epoch: 1, limits: limits(of: name))
    let forked: ForkServerLink.Forked
    do throws(LinkError) {
      forked = try await server.fork(seed, milliseconds: bounds.fork)
    } catch {
      if error.reason == .late { letGoOfStuck(server, slot) }
      throw error
    }
    let process = ProcessIdentity(processID: forked.processID, startTime: forked.startTime)
    let host = connectable(name, slot.graph.name, lease, epoch: 1, process, server)
    perform(slot.pool.forked(host: name, at: now), slot)
    guard !host.isRetired else { return }
    let greeting = try await host.link.connect(milliseconds: bounds.hello)
    let claim = HostLease(
      host: name, graph: host.graph, processID: process.processID, startTime: process.startTime, key: lease, epoch: 1)
    do {
      try await journal.add(claim)
    } catch {
      throw LinkError(.refused, "the journal did not take the lease of host \(name): \(error)")
    }
    // Ended meanwhile: nobody else knows that the journal has it.
    guard !host.isRetired else {
      try? await journal.remove(host: name)
      return
    }
    host.isJournalled = true
    if greeting.state == .prepared { host.isPrepared = true }
    settle(host)
  }

  /// Makes a host known whose process exists, and listens to it.
  func connectable(
    _ name: String, _ graph: String, _ lease: String, epoch: Int, _ process: ProcessIdentity, _ server: ForkServerLink?
  ) -> HostHandle {
    let address = HostLink.Address(host: name, socket: options.runtimeFolder.socket(of: name), lease: lease, epoch: epoch)
    let host = HostHandle(name: name, graph: graph, lease: lease, process: process, link: HostLink(loop, address), server: server)
    hosts[name] = host
    host.link.onEvent = { [unowned host] event, bytes in self.came(event, bytes, from: host) }
    host.link.onBreak = { [unowned host] reason in self.broke(host, reason) }
    return host
  }

  /// Tells the pool of a host that is prepared, and that the journal knows.
  func settle(_ host: HostHandle) {
    guard host.isPrepared, host.isJournalled, !host.isRetired, host.session == nil, let slot = slots[host.graph] else { return }
    host.preparedAt = host.preparedAt ?? now
    perform(slot.pool.prepared(host: host.name, at: now), slot)
  }

  private func limits(of host: String) -> HostLimits {
    var limits = options.limits
    limits.cgroup = makeCgroup(of: host)?.path
    return limits
  }
}
