/// What became of hosts.
extension WarmPool {
  /// The host's process exists.
  public mutating func forked(host: String, at now: Int) -> [Action] {
    guard let index = index(of: host) else { return [.retire(host: host, reason: "nobody knows it")] }
    var actions: [Action] = []
    if hosts[index].host.stage == .asked {
      hosts[index].host.stage = .preparing
      if closedBecause != nil || hosts[index].host.generation != generation { retire(index, "it is not wanted any more", &actions) }
    }
    return actions + settle(at: now)
  }

  /// Every node of the host is prepared.
  public mutating func prepared(host: String, at now: Int) -> [Action] {
    guard let index = index(of: host), hosts[index].host.stage != .retiring, hosts[index].host.stage != .prepared else { return [] }
    var actions: [Action] = []
    if closedBecause != nil || hosts[index].host.generation != generation {
      hosts[index].host.stage = .preparing
      retire(index, "it is not wanted any more", &actions)
    } else {
      demand.notePreparation(milliseconds: now - hosts[index].host.since)
      hosts[index].host.stage = .prepared
      hosts[index].host.since = now
      failures.succeeded()
      counts.started += 1
    }
    return actions + settle(at: now)
  }

  /// A host that was handed out and has heard nothing of a session stands ready again.
  /// - Parameter preparedAt: it gets no younger by that.
  public mutating func returned(host: String, preparedAt: Int, at now: Int) -> [Action] {
    guard closedBecause == nil, hosts.count < policy.cap else { return [.retire(host: host, reason: "it is not wanted any more")] }
    hosts.insert((host, Host(stage: .prepared, generation: generation, since: preparedAt)), at: 0)
    return settle(at: now)
  }

  /// The host was not forked, or did not get prepared; it is gone.
  public mutating func failed(host: String, reason: String, at now: Int) -> [Action] { lost(host, reason, at: now) }

  /// The host's process has ended, whether it was retired or died by itself.
  public mutating func gone(host: String, reason: String, at now: Int) -> [Action] { lost(host, reason, at: now) }

  /// No host can be made at all, as while the graph is invalid: opens the breaker at once.
  public mutating func unavailable(reason: String, at now: Int) -> [Action] {
    failures.open(reason, policy, at: now)
    return settle(at: now)
  }

  /// The time of `Action.arm` has come.
  public mutating func tick(at now: Int) -> [Action] {
    if let armed, armed <= now { self.armed = nil }
    return settle(at: now)
  }

  private mutating func lost(_ name: String, _ reason: String, at now: Int) -> [Action] {
    guard let index = index(of: name) else { return [] }
    let host = hosts.remove(at: index).host
    if host.stage != .retiring, host.generation == generation, closedBecause == nil {
      counts.failed += 1
      failures.failed(reason, since: host.since, wasPrepared: host.stage == .prepared, policy, at: now)
    }
    return settle(at: now)
  }
}
