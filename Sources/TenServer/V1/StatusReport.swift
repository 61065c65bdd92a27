internal import TenCore
internal import TenSupervisor

/// `GET /v1/status` and `POST /v1/drain`: what the server is at.
struct StatusReport: Sendable {
  let context: ServerContext

  static let shape = Shape.named(
    "Status",
    .object([
      .init("draining", .boolean, required: true),
      .init("drain", .nullable(DrainProgress.shape), required: true, "How far it has come; null while new sessions are taken."),
      .init("sessions", .object([], rest: .integer()), required: true, "How many, by state."),
      .init("ended", .object([], rest: .integer()), required: true, "How many since the server's start, by reason."),
      .init("pools", .array(.object([], rest: .any)), required: true), .init("hosts", .array(.object([], rest: .any)), required: true),
      .init("counters", .object([], rest: .any), required: true), .init("loop_lag_ms", .number(), required: true),
      .init("last_tick_at", .string(format: "date-time"), required: true),
    ]))

  func status(_ request: APIRequest) async throws(APIError) -> APIResponse { .json(await value()) }

  /// New sessions are refused from now on.
  func drain(_ request: APIRequest) async throws(APIError) -> APIResponse {
    await context.service.drain()
    return .json(await value(), status: 202)
  }

  private func value() async -> Value {
    let statistics = await context.service.statistics()
    return Self.value(of: statistics, DrainProgress(statistics, now: context.now()))
  }

  private static func value(of statistics: SupervisorStatistics, _ drain: DrainProgress?) -> Value {
    [
      "draining": .bool(drain != nil), "drain": drain?.value ?? .null,
      "sessions": .object(
        Properties(SessionRecord.State.allCases.filter { $0 != .ended }.map { ($0.rawValue, Value(statistics.sessions[$0] ?? 0)) })),
      "ended": .object(Properties(statistics.ended.sorted { $0.key < $1.key }.map { ($0.key, Value($0.value)) })),
      "pools": .array(statistics.pools.map(value)), "hosts": .array(statistics.hosts.map(value)), "counters": .object(statistics.counters.value),
      "loop_lag_ms": .float(statistics.loopLag), "last_tick_at": .string(Timestamp.text(statistics.lastTick)),
    ]
  }

  static func value(of pool: SupervisorStatistics.Pool) -> Value {
    [
      "graph": .string(pool.graph), "wanted": Value(pool.wanted), "idle": Value(pool.idle), "preparing": Value(pool.preparing),
      "breaker": .string(pool.breaker), "last_error": pool.lastError.map(Value.string) ?? .null, "started": Value(pool.started),
      "failed": Value(pool.failed), "warm_hits": Value(pool.warmHits), "cold_starts": Value(pool.coldStarts),
    ]
  }

  private static func value(of host: SupervisorStatistics.Host) -> Value {
    [
      "host": .string(host.host), "session": .string(host.session), "graph": .string(host.graph), "memory_bytes": Value(host.memory),
      "cpu_seconds": .float(host.processorSeconds), "counters": .object(host.counters.value),
    ]
  }
}
