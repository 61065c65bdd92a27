internal import TenSupervisor

/// Whether a session could be started now, and if not, why.
enum Readiness {
  static func reasons(_ statistics: SupervisorStatistics, _ configuration: ServerConfiguration) -> [String] {
    var reasons: [String] = []
    if statistics.drain != nil { reasons.append("the server drains: new sessions are refused") }
    if let refusal = statistics.refusal { reasons.append(refusal) }
    let count = statistics.sessions.reduce(0) { $0 + ($1.key == .ended ? 0 : $1.value) }
    if count >= configuration.supervisor.maxSessions {
      reasons.append("\(count) sessions run, and at most \(configuration.supervisor.maxSessions) may")
    }
    if statistics.pools.isEmpty {
      reasons.append("there is no graph to start; put graph files into the folder that --graphs names")
    } else if statistics.pools.allSatisfy({ $0.breaker == "open" }) {
      for pool in statistics.pools { reasons.append("hosts of graph '\(pool.graph)' cannot be started: \(pool.lastError ?? "they fail")") }
    }
    return reasons
  }
}
