import TenCore
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct MetricsTests {
  private func lines(_ statistics: SupervisorStatistics) -> [Substring] { MetricsReport.text(of: statistics).split(separator: "\n") }

  @Test func everySampleBelongsToAMetricThatIsDescribed() {
    var statistics = SupervisorStatistics()
    statistics.pools = [SupervisorStatistics.Pool(graph: "demo")]
    statistics.hosts = [SupervisorStatistics.Host(host: "h", session: "s1", graph: "demo")]
    statistics.starts = [("ready", [5], [1, 2], 40)]
    var described: [Substring] = []
    for line in lines(statistics) {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE") {
        #expect(!described.contains(words[2]), "twice: \(words[2])")
        described.append(words[2])
      } else if !line.hasPrefix("#") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        let base = described.last ?? ""
        #expect(name == base || ["_bucket", "_sum", "_count"].contains { name == base + $0 }, "\(line)")
      }
    }
  }

  @Test func aHistogramIsCumulativeAndInSeconds() {
    var statistics = SupervisorStatistics()
    statistics.starts = [("ready", [5, 50], [3, 2, 1], 120)]
    let found = lines(statistics).filter { $0.hasPrefix("tenhost_start_seconds") }
    #expect(
      found == [
        #"tenhost_start_seconds_bucket{step="ready",le="0.005"} 3"#, #"tenhost_start_seconds_bucket{step="ready",le="0.05"} 5"#,
        #"tenhost_start_seconds_bucket{step="ready",le="+Inf"} 6"#, #"tenhost_start_seconds_sum{step="ready"} 0.12"#,
        #"tenhost_start_seconds_count{step="ready"} 6"#,
      ])
  }

  @Test func aLabelCannotBreakItsLine() {
    var statistics = SupervisorStatistics()
    var pool = SupervisorStatistics.Pool(graph: "a\"b\\c\nd")
    pool.idle = 1
    statistics.pools = [pool]
    #expect(lines(statistics).contains(#"tenhost_pool_hosts{graph="a\"b\\c\nd",state="idle"} 1"#))
  }

  @Test func countersAndReasonsAreTold() {
    var statistics = SupervisorStatistics()
    statistics.counters.sent = 10
    statistics.counters.delivered = 7
    statistics.counters[.full] = 3
    statistics.ended = ["node_failed": 2]
    statistics.sessions = [.running: 4]
    let found = lines(statistics)
    #expect(found.contains(#"tenhost_messages_total{what="sent"} 10"#))
    #expect(found.contains(#"tenhost_dropped_total{reason="full"} 3"#))
    #expect(found.contains(#"tenhost_sessions_ended_total{reason="node_failed"} 2"#))
    #expect(found.contains(#"tenhost_sessions{state="running"} 4"#))
  }

  @Test func hostsBeyondTheBoundAreLeftOut() {
    var statistics = SupervisorStatistics()
    statistics.hosts = (0...MetricsReport.mostHosts).map { SupervisorStatistics.Host(host: "h\($0)", session: "s\($0)", graph: "demo") }
    #expect(lines(statistics).count { $0.hasPrefix("tenhost_host_memory_bytes{") } == MetricsReport.mostHosts)
  }

  @Test func theServerIsReadyWhenASessionCouldBeStarted() async {
    let bench = V1Bench()
    bench.service.with { state in
      state.statistics.lastTick = 1_700_000_000_000 - 500
      state.statistics.pools = [SupervisorStatistics.Pool(graph: "demo")]
    }
    let ready = await bench.send("GET", "/ready")
    #expect(ready.status == 200)
    #expect(ready.value == ["ok": true, "reasons": []])
    #expect(await bench.send("GET", "/live").status == 200)
    #expect(await bench.send("GET", "/metrics").text.contains("tenhost_sessions{state=\"running\"} 0\n"))
  }

  @Test func everyReasonForNotBeingReadyIsNamed() {
    var statistics = SupervisorStatistics()
    statistics.drain = .init(since: 0, sessions: 2)
    statistics.refusal = "only 3 MiB of memory are free"
    statistics.sessions = [.running: 2, .ended: 50]
    var pool = SupervisorStatistics.Pool(graph: "demo")
    pool.breaker = "open"
    pool.lastError = "node 'tts' has no voice"
    statistics.pools = [pool]
    let reasons = Readiness.reasons(statistics, Requests.configuration { $0.supervisor.maxSessions = 2 })
    #expect(reasons.count == 4)
    #expect(reasons.contains { $0.contains("only 3 MiB") })
    #expect(reasons.contains { $0.contains("node 'tts' has no voice") })
  }

  @Test func oneOpenBreakerDoesNotMakeTheServerUnready() {
    var statistics = SupervisorStatistics()
    statistics.pools = [SupervisorStatistics.Pool(graph: "a"), SupervisorStatistics.Pool(graph: "b")]
    statistics.pools[0].breaker = "open"
    #expect(Readiness.reasons(statistics, Requests.configuration()).isEmpty)
  }

  @Test func aLoopThatDoesNotTickIsNotAlive() async {
    let bench = V1Bench()
    bench.service.with { $0.statistics.lastTick = 1_700_000_000_000 - 60_000 }
    let response = await bench.send("GET", "/live")
    #expect(response.status == 503)
    #expect(await bench.send("GET", "/ready").status == 503)
  }

  @Test func aLoopThatNeverAnswersIsNotAliveAndIsAskedOnce() async {
    let service = SilentService()
    let gate = Shared<[AsyncStream<Void>.Continuation]>([])
    let beats = Beats { _ in
      AsyncStream { continuation in
        gate.withLock { $0.append(continuation) }
        continuation.yield()
      }
    }
    let liveness = Liveness(service, now: { 0 }, beats: beats)
    #expect(await liveness.problem()?.contains("has not answered") == true)
    // The question has a task of its own, which may come later.
    await service.beAsked()
    #expect(await liveness.problem()?.contains("has not answered") == true)
    #expect(service.asked.withLock { $0 } == 1)
    service.letGo()
  }

  @Test func metricsAndReadinessAreAnsweredWhileTheLoopIsBlocked() async {
    let service = SilentService()
    let beats = Beats { _ in
      AsyncStream { $0.yield() }
    }
    let context = ServerContext(
      service: service, archive: FakeArchive(), catalogue: GraphCatalogue(entries: []), configuration: Requests.configuration(), now: { 0 },
      random: { 7 })
    let endpoints = operationEndpoints(context, Liveness(service, now: { 0 }, beats: beats))
    let requests = Requests(APIHandler(endpoints: endpoints, configuration: Requests.configuration()))
    let metrics = await requests.send("GET", "/metrics")
    #expect(metrics.status == 503)
    #expect(metrics.value.object?["detail"]?.string?.contains("has not answered") == true)
    #expect(await requests.send("GET", "/ready").status == 503)
    await service.beAsked()
    service.letGo()
  }

  @Test func twoProbesAtOnceShareOneAnswer() async {
    let service = SilentService()
    let (clocks, began) = AsyncStream.makeStream(of: Void.self)
    let beats = Beats { _ in
      began.yield()
      return AsyncStream { _ in }
    }
    let liveness = Liveness(service, now: { 0 }, beats: beats)
    async let first = liveness.problem()
    async let second = liveness.problem()
    var begun = clocks.makeAsyncIterator()
    _ = await begun.next()
    _ = await begun.next()
    await service.beAsked()
    service.letGo()
    #expect(await first == nil)
    #expect(await second == nil)
    #expect(service.asked.withLock { $0 } == 1)
  }

  @Test func requestsAreCountedByMethodAndStatusAndNobodyCanMakeUpMore() async {
    let bench = V1Bench()
    _ = await bench.send("GET", "/v1/graphs")
    _ = await bench.send("GET", "/v1/graphs")
    _ = await bench.send("GET", "/v1/sessions/\(V1Bench.id(9))")
    for number in 0..<50 { _ = await bench.send("MADEUP\(number)", "/v1/graphs/\(number)") }
    let answer = await bench.send("GET", "/metrics")
    guard case .text(let text, _) = answer.body else { return #expect(Bool(false), "no text") }
    let found = text.split(separator: "\n").filter { $0.hasPrefix("tenhost_http_requests_total") }
    #expect(
      found == [
        #"tenhost_http_requests_total{method="GET",status="200"} 2"#, #"tenhost_http_requests_total{method="GET",status="404"} 1"#,
        #"tenhost_http_requests_total{method="other",status="405"} 50"#,
      ])
  }
}
