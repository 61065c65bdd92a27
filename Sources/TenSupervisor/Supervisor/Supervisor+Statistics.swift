internal import TenCore

extension Supervisor {
  public func statistics() -> SupervisorStatistics {
    var all = SupervisorStatistics()
    for session in live.values { all.sessions[session.record.state, default: 0] += 1 }
    all.pools = slots.values.map { $0.pool.statistics(graph: $0.graph.name) }.sorted { $0.graph < $1.graph }
    all.counters = counters
    for host in hosts.values {
      guard let session = host.session, !session.isConcluding else { continue }
      var figures = SupervisorStatistics.Host(host: host.name, session: session.record.id, graph: host.graph)
      figures.memory = host.memory
      figures.processorSeconds = host.processorSeconds
      figures.counters = session.counters
      all.counters = all.counters + session.counters
      all.hosts.append(figures)
    }
    all.hosts.sort { $0.session < $1.session }
    all.drain = drained
    all.refusal = admission.shortage
    all.ended = ended
    all.starts = starts.sums
    all.loopLag = ticks.lag
    all.lastTick = ticks.lastTime
    return all
  }
}

extension Counters {
  /// As a host tells them, which may have lost its mind: of numbers that are none, the sum of all hosts would overflow.
  init(_ properties: Properties) {
    func count(_ value: Value?) -> Int { min(max(0, value?.int ?? 0), 1 << 48) }
    self.init()
    sent = count(properties["sent"])
    delivered = count(properties["delivered"])
    rejected = count(properties["rejected"])
    let dropped = properties["dropped"]?.object ?? Properties()
    for reason in DropReason.allCases { self[reason] = count(dropped[reason.key]) }
  }
}
