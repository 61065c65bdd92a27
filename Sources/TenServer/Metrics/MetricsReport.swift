internal import TenCore
internal import TenSupervisor

/// What the supervisor counts, as metrics. A host's own are told of at most `mostHosts` sessions, so that a scrape stays bounded.
enum MetricsReport {
  static let mostHosts = 1_000

  static func text(of statistics: SupervisorStatistics, requests: [(method: String, status: Int, count: Int)] = []) -> String {
    var metrics = PrometheusText()
    sessions(statistics, &metrics)
    pools(statistics.pools, &metrics)
    hosts(statistics.hosts, &metrics)
    messages(statistics.counters, &metrics)
    metrics.begin("tenhost_loop_lag_seconds", .gauge, "By how much the supervisor's loop was late at its last tick.")
    metrics.sample("tenhost_loop_lag_seconds", statistics.loopLag / 1_000)
    metrics.begin("tenhost_last_tick_timestamp_seconds", .gauge, "When the supervisor's loop last ticked.")
    metrics.sample("tenhost_last_tick_timestamp_seconds", Double(statistics.lastTick) / 1_000)
    if !requests.isEmpty {
      metrics.begin("tenhost_http_requests_total", .counter, "HTTP requests that were answered.")
      for one in requests { metrics.sample("tenhost_http_requests_total", ["method": one.method, "status": String(one.status)], one.count) }
    }
    return metrics.text
  }

  private static func sessions(_ statistics: SupervisorStatistics, _ metrics: inout PrometheusText) {
    metrics.begin("tenhost_sessions", .gauge, "Sessions that have not ended.")
    for state in SessionRecord.State.allCases where state != .ended {
      metrics.sample("tenhost_sessions", ["state": state.rawValue], statistics.sessions[state] ?? 0)
    }
    metrics.begin("tenhost_sessions_ended_total", .counter, "Sessions that have ended since the server's start.")
    for reason in EndReason.Code.allCases {
      metrics.sample("tenhost_sessions_ended_total", ["reason": reason.rawValue], statistics.ended[reason.rawValue] ?? 0)
    }
    metrics.begin("tenhost_draining", .gauge, "Whether new sessions are refused.")
    metrics.sample("tenhost_draining", statistics.drain == nil ? 0 : 1)
    metrics.begin("tenhost_start_seconds", .histogram, "From the request of a session to the end of each step of its start.")
    for start in statistics.starts {
      metrics.histogram(
        "tenhost_start_seconds", ("step", start.step), bounds: start.bounds.map { $0 / 1_000 }, counts: start.counts, sum: start.sum / 1_000)
    }
  }

  private static func pools(_ pools: [SupervisorStatistics.Pool], _ metrics: inout PrometheusText) {
    metrics.begin("tenhost_pool_hosts", .gauge, "Warm hosts.")
    for pool in pools {
      for (state, count) in [("idle", pool.idle), ("preparing", pool.preparing), ("wanted", pool.wanted)] {
        metrics.sample("tenhost_pool_hosts", ["graph": pool.graph, "state": state], count)
      }
    }
    let counters: [(name: String, help: String, value: (SupervisorStatistics.Pool) -> Int)] = [
      ("tenhost_pool_started_total", "Hosts that were started.", \.started),
      ("tenhost_pool_failed_total", "Hosts that failed before a session.", \.failed),
      ("tenhost_pool_warm_starts_total", "Sessions that got a warm host.", \.warmHits),
      ("tenhost_pool_cold_starts_total", "Sessions that a host was started for.", \.coldStarts),
    ]
    for counter in counters {
      metrics.begin(counter.name, .counter, counter.help)
      for pool in pools { metrics.sample(counter.name, ["graph": pool.graph], counter.value(pool)) }
    }
    metrics.begin("tenhost_pool_breaker", .gauge, "1 for the state that the pool's circuit breaker is in.")
    for pool in pools {
      for state in ["closed", "half_open", "open"] {
        metrics.sample("tenhost_pool_breaker", ["graph": pool.graph, "state": state], pool.breaker == state ? 1 : 0)
      }
    }
  }

  private static func hosts(_ hosts: [SupervisorStatistics.Host], _ metrics: inout PrometheusText) {
    let shown = hosts.prefix(mostHosts)
    metrics.begin("tenhost_host_memory_bytes", .gauge, "Resident memory of a session's host.")
    for host in shown { metrics.sample("tenhost_host_memory_bytes", ["session": host.session, "graph": host.graph], host.memory) }
    metrics.begin("tenhost_host_cpu_seconds_total", .counter, "Processor time of a session's host.")
    for host in shown { metrics.sample("tenhost_host_cpu_seconds_total", ["session": host.session, "graph": host.graph], host.processorSeconds) }
  }

  private static func messages(_ counters: Counters, _ metrics: inout PrometheusText) {
    metrics.begin("tenhost_messages_total", .counter, "Deliveries: one message to one destination.")
    for (what, count) in [("sent", counters.sent), ("delivered", counters.delivered), ("rejected", counters.rejected)] {
      metrics.sample("tenhost_messages_total", ["what": what], count)
    }
    metrics.begin("tenhost_dropped_total", .counter, "Deliveries that neither arrived nor were refused to their sender.")
    for reason in DropReason.allCases { metrics.sample("tenhost_dropped_total", ["reason": reason.key], counters[reason]) }
  }
}
