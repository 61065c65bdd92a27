import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct V1SessionTests {
  @Test func liveAndEndedSessionsAreListedNewestFirstInPages() async {
    let bench = V1Bench()
    for number in 1...3 { bench.addEnded(V1Bench.id(number), at: 1_600_000_000_000 + number) }
    bench.service.add(V1Bench.id(10))
    bench.service.add(V1Bench.id(11))
    var target = "/v1/sessions?limit=2"
    var pages: [[String]] = []
    while pages.count < 5 {
      let response = await bench.send("GET", target)
      pages.append(response.ids)
      guard let next = response.value.object?["next"]?.string else { break }
      target = "/v1/sessions?limit=2&cursor=\(next)"
    }
    #expect(pages == [[11, 10], [3, 2], [1]].map { $0.map(V1Bench.id) })
  }

  @Test func aListIsFiltered() async {
    let bench = V1Bench()
    bench.addEnded(V1Bench.id(1), channel: "a")
    bench.service.add(V1Bench.id(2), graph: "other", channel: "b")
    bench.service.add(V1Bench.id(3), channel: "a")
    #expect(await bench.send("GET", "/v1/sessions?state=ended").ids == [V1Bench.id(1)])
    #expect(await bench.send("GET", "/v1/sessions?state=running").ids == [V1Bench.id(3), V1Bench.id(2)])
    #expect(await bench.send("GET", "/v1/sessions?graph=other").ids == [V1Bench.id(2)])
    #expect(await bench.send("GET", "/v1/sessions?channel=a").ids == [V1Bench.id(3), V1Bench.id(1)])
  }

  @Test(arguments: ["state=gone", "limit=0", "limit=x", "cursor=zz", "cursor=1.s2", "unknown=1"]) func aWrongParameterIsRefused(query: String) async {
    let status = await V1Bench().send("GET", "/v1/sessions?\(query)").status
    #expect(status == 400 || status == 422)
  }

  @Test(arguments: ["x", "s123", "s000000000000000G", "..%2f..%2fetc", "s0000000000000001"]) func whatIsNoSessionIsNotFound(id: String) async {
    let bench = V1Bench()
    for (method, path) in [
      ("GET", ""), ("DELETE", ""), ("GET", "/state"), ("GET", "/logs"), ("GET", "/events"), ("GET", "/end-record"), ("POST", "/ping"),
    ] {
      let response = await bench.send(method, "/v1/sessions/\(id)\(path)")
      #expect(response.status == 404, "\(method) \(path)")
      #expect(response.code == "unknown_session")
    }
  }

  @Test func aLiveSessionShowsItsUsageAndAnEndedOneItsReason() async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    bench.addEnded(V1Bench.id(2))
    var host = SupervisorStatistics.Host(host: "h", session: V1Bench.id(1), graph: "demo")
    host.memory = 4_096
    bench.service.with { [host] in $0.statistics.hosts = [host] }
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))").value.object?["memory_bytes"] == 4_096)
    let ended = await bench.send("GET", "/v1/sessions/\(V1Bench.id(2))").value
    #expect(ended.object?["reason"] == "node_failed" && ended.object?["memory_bytes"] == nil as Value)
    #expect(!JSON.text(of: ended).contains("secret-lease"))
  }

  @Test(arguments: [("DELETE", ""), ("POST", "/stop")]) func stoppingGivesTheEndRecordAlsoTwice(method: String, path: String) async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    let first = await bench.send(method, "/v1/sessions/\(V1Bench.id(1))\(path)")
    #expect(first.status == 200)
    #expect(first.value.object?["end_record"]?.object?["reason"] == "stopped")
    bench.addEnded(V1Bench.id(1), reason: "stopped")
    let second = await bench.send(method, "/v1/sessions/\(V1Bench.id(1))\(path)")
    #expect(second.status == 200)
    #expect(second.value.object?["end_record"]?.object?["reason"] == "stopped")
  }

  @Test func aCommandIsAnsweredWithItsResult() async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    bench.service.with { $0.commandResult = (.error, ["detail": "no"]) }
    let response = await bench.send(
      "POST", "/v1/sessions/\(V1Bench.id(1))/commands", json: #"{"node": "tts", "name": "say", "properties": {"text": "hi"}, "timeout_ms": 50}"#)
    #expect(response.status == 200)
    #expect(response.value == ["status": "error", "properties": ["detail": "no"]])
    let sent = bench.service.with { $0.sent.first }
    #expect(sent?.name == "say" && sent?.node == "tts" && sent?.properties == ["text": "hi"])
  }

  @Test func dataInterruptAndPingReachTheSession() async {
    let bench = V1Bench()
    let path = "/v1/sessions/\(V1Bench.id(1))"
    bench.service.add(V1Bench.id(1))
    #expect(await bench.send("POST", "\(path)/data", json: #"{"node": "tts", "name": "text"}"#).status == 204)
    #expect(await bench.send("POST", "\(path)/interrupt").value == ["turn": 1])
    #expect(await bench.send("POST", "\(path)/ping").status == 204)
    #expect(await bench.send("POST", "\(path)/ping", json: #"{"idle_seconds": null}"#).status == 204)
    #expect(await bench.send("POST", "\(path)/ping", json: #"{"idle_seconds": 9}"#).status == 204)
    #expect(bench.service.with { $0.pings.map(\.idleSeconds) } == [nil, .some(nil), 9])
    #expect(await bench.send("GET", "\(path)/state").value == ["nodes": [], "connections": []])
  }

  @Test func whatAsksAnEndedSessionIsToldThatItEnded() async {
    let bench = V1Bench()
    bench.addEnded(V1Bench.id(1))
    let response = await bench.send("POST", "/v1/sessions/\(V1Bench.id(1))/ping")
    #expect(response.status == 409)
    #expect(response.code == "wrong_state")
    #expect(response.value.object?["detail"]?.string?.contains("node_failed") == true)
  }

  @Test func theEndRecordComesWithTheEnd() async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    let early = await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/end-record")
    #expect(early.status == 409)
    #expect(early.code == "not_ended")
    bench.addEnded(V1Bench.id(2))
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(2))/end-record").value.object?["node"] == "avatar")
  }

  @Test func graphsShowWhatTheyTake() async {
    let bench = V1Bench()
    bench.service.with { state in
      state.takes["demo"] = [["name": "channel", "type": "string", "required": true]]
      var pool = SupervisorStatistics.Pool(graph: "demo")
      pool.idle = 2
      state.statistics.pools = [pool]
    }
    let graph = await bench.send("GET", "/v1/graphs/demo").value.object
    #expect(graph?["takes"]?.array?.first?.object?["name"] == "channel")
    #expect(graph?["pool"]?.object?["idle"] == 2)
    #expect(await bench.send("GET", "/v1/graphs").value.object?["graphs"]?.array?.count == 1)
    let missing = await bench.send("GET", "/v1/graphs/dmo")
    #expect(missing.status == 404)
    #expect(missing.value.object?["detail"]?.string?.contains("did you mean 'demo'?") == true)
  }

  @Test func drainingIsToldByTheStatus() async {
    let bench = V1Bench()
    bench.service.with { $0.statistics.sessions = [.running: 3] }
    let before = await bench.send("GET", "/v1/status").value.object
    #expect(before?["draining"] == false)
    #expect(before?["drain"] == .null)
    #expect(await bench.send("POST", "/v1/drain").status == 202)
    let status = await bench.send("GET", "/v1/status").value.object
    #expect(status?["draining"] == true)
    #expect(status?["sessions"]?.object?["running"] == 3)
    let drain = status?["drain"]?.object
    #expect(drain?["seconds"]?.double == 60)
    #expect(drain?["sessions"] == 10)
    #expect(drain?["ended"] == 7)
    #expect(drain?["left"] == 3)
    // 13 sessions ran for half a minute each on average, and 7 ended: one runs for 56 s. The last of three ends after 56/3 + 56/2 + 56.
    #expect(drain?["estimated_seconds"]?.double == 103)
  }

  @Test(arguments: [(10, 10), (10, 6), (2, 1), (0, 4)]) func withoutABasisADrainHasNoEstimate(atBegin: Int, left: Int) {
    var statistics = SupervisorStatistics()
    #expect(DrainProgress(statistics, now: 0) == nil)
    statistics.drain = .init(since: 1_000, sessions: atBegin)
    statistics.sessions = [.running: left, .ended: 5]
    let progress = DrainProgress(statistics, now: 61_000)
    #expect(progress?.left == left)
    #expect(progress?.ended == max(0, atBegin - left))
    #expect(progress?.estimate == nil)
  }

  @Test func whereNoSessionRunsADrainIsOver() {
    var statistics = SupervisorStatistics()
    statistics.drain = .init(since: 1_000, sessions: 1)
    #expect(DrainProgress(statistics, now: 61_000)?.estimate == 0)
    #expect(DrainProgress(statistics, now: 0)?.seconds == 0, "the clock was set back")
  }
}
