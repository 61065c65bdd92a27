import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct V1CreationTests {
  @Test func aSessionIsCreatedWithItsAddress() async {
    let bench = V1Bench()
    let response = await bench.send(
      "POST", "/v1/sessions",
      json:
        #"{"graph": "demo", "channel": "room", "start": {"voice": "anna"}, "nodes": {"tts": {"rate": 2}}, "labels": {"by": "me"}, "idle_seconds": 5}"#
    )
    #expect(response.status == 201)
    #expect(response.headers["location"] == "/v1/sessions/\(V1Bench.id(1))")
    let session = response.value.object
    #expect(session?["state"] == "running")
    #expect(session?["created_at"] == "2023-11-14T22:13:20.000Z")
    #expect(session?["ready_at"] == "2023-11-14T22:13:20.005Z")
    #expect(session?["pid"] == 4_242)
    #expect(session?["waterfall"]?.object?["ready"] == 5)
    #expect(!JSON.text(of: response.value).contains("lease\":") && !JSON.text(of: response.value).contains("secret-lease"))
    let request = bench.service.with { $0.requests.first }
    #expect(request?.channel == "room")
    #expect(request?.start.values == ["voice": "anna", "channel": "room"])
    #expect(request?.start.offered == ["channel"])
    #expect(request?.start.nodes == ["tts": ["rate": 2]])
    #expect(request?.idleSeconds == 5)
    #expect(request?.labels == ["by": "me"])
  }

  @Test func withoutAnIdleTimeTheServersOwnCountsAndNullIsNever() async {
    let bench = V1Bench { $0.idleSeconds = 33 }
    _ = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#)
    _ = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo", "idle_seconds": null}"#)
    #expect(bench.service.with { $0.requests.map(\.idleSeconds) } == [33, nil])
  }

  @Test func aChannelAndAnotherStartValueChannelAreRefusedWithAPointer() async {
    let bench = V1Bench()
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo", "channel": "a", "start": {"channel": "b"}}"#)
    #expect(response.status == 422)
    #expect(response.pointers == ["/start/channel"])
    #expect(bench.service.with { $0.requests.isEmpty })
  }

  @Test func theSameKeyAndBodyStartOnce() async {
    let bench = V1Bench()
    let first = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo", "channel": "a"}"#, headers: ["idempotency-key": "k"])
    let second = await bench.send("POST", "/v1/sessions", json: #"{"channel": "a", "graph": "demo"}"#, headers: ["idempotency-key": "k"])
    #expect(first.status == 201 && second.status == 201)
    #expect(first.value == second.value)
    #expect(first.headers["idempotent-replay"] == nil)
    #expect(second.headers["idempotent-replay"] == "true")
    #expect(second.headers["location"] == first.headers["location"])
    #expect(bench.service.with { $0.requests.count } == 1)
  }

  @Test func anotherBodyUnderOneKeyIsRefused() async {
    let bench = V1Bench()
    _ = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"])
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo", "labels": {"a": "b"}}"#, headers: ["idempotency-key": "k"])
    #expect(response.status == 422)
    #expect(response.code == "key_reused")
  }

  @Test func aKeyThatIsAtWorkAsksToWait() async throws {
    let bench = V1Bench()
    _ = try await bench.archive.claim(key: "v1.sessions k", fingerprint: Fingerprint.of(["graph": "demo"]))
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"])
    #expect(response.status == 409)
    #expect(response.code == "key_in_use")
    #expect(response.headers["retry-after"] == "1")
  }

  @Test func aSessionWhoseAnswerWasNotKeptUnderItsKeyIsFoundAgain() async throws {
    let bench = V1Bench()
    _ = try await bench.archive.claim(key: "v1.sessions k", fingerprint: Fingerprint.of(["graph": "demo"]))
    var record = SessionRecord(id: V1Bench.id(5), graph: "demo", channel: nil, createdAt: 1_600_000_000_000)
    record.state = .running
    record.readyAt = 1_600_000_000_010
    record.requestKey = "v1.sessions k"
    bench.archive.add(record)
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"])
    #expect(response.status == 201)
    #expect(response.headers["location"] == "/v1/sessions/\(V1Bench.id(5))")
    #expect(bench.service.with { $0.requests.isEmpty })
  }

  @Test func whatMaySucceedLaterLeavesItsKeyFree() async {
    let bench = V1Bench()
    bench.service.with { $0.failure = ServiceError(.tooMany, "1000 sessions run", retryAfter: 7) }
    let refused = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"])
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] == "7")
    bench.service.with { $0.failure = nil }
    #expect(await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"]).status == 201)
  }

  @Test func aStartThatFailedAnswersItsEndRecordAndSoDoesItsReplay() async {
    let bench = V1Bench()
    var record = bench.addEnded(V1Bench.id(9), reason: "start_failed")
    record.processID = 4
    bench.service.with { [record] in $0.failure = ServiceError(.startFailed, "node 'avatar' refused to start", session: record) }
    for isReplay in [false, true] {
      let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#, headers: ["idempotency-key": "k"])
      #expect(response.status == 502)
      let session = response.value.object?["session"]?.object
      #expect(session?["reason_node"] == "avatar")
      #expect(session?["end_record"]?.object?["reason"] == "start_failed")
      #expect(response.headers["idempotent-replay"] == (isReplay ? "true" : nil))
      bench.service.with { $0.failure = nil }
    }
  }

  @Test func aChannelThatIsTakenSaysByWhom() async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(0xabc), channel: "room")
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo", "channel": "room"}"#)
    #expect(response.status == 409)
    #expect(response.code == "channel_taken")
    #expect(response.value.object?["session"]?.object?["id"]?.string == V1Bench.id(0xabc))
  }

  @Test(
    arguments: [
      (ServiceError.Code.unknownGraph, 404), (.invalidGraph, 500), (.invalidStart, 422), (.channelTaken, 409), (.tooMany, 429), (.startFailed, 502),
      (.draining, 503), (.unavailable, 503), (.timeout, 504), (.storage, 503),
    ]) func eachFailureHasItsStatus(code: ServiceError.Code, status: Int) async
  {
    let bench = V1Bench()
    bench.service.with {
      $0.failure = ServiceError(code, "words", problems: [Diagnostic("S001", .error, "no", pointer: "/start/x", suggestion: "use y")])
    }
    let response = await bench.send("POST", "/v1/sessions", json: #"{"graph": "demo"}"#)
    #expect(response.status == status)
    #expect(response.code == code.rawValue)
    #expect(response.pointers == ["/start/x"])
    #expect((response.headers["retry-after"] != nil) == [429, 503].contains(status))
  }

  @Test(
    arguments: [
      #"{}"#, #"{"graph": 1}"#, #"{"graph": "demo", "extra": 1}"#, #"{"graph": "demo", "idle_seconds": 0}"#,
      #"{"graph": "demo", "labels": {"a": 1}}"#,
      #"{"graph": "demo", "nodes": {"a": 1}}"#, #"{"graph": "", "channel": "c"}"#, #"[]"#,
    ]) func aBodyThatDoesNotFitIsRefused(json: String) async
  {
    let bench = V1Bench()
    let response = await bench.send("POST", "/v1/sessions", json: json)
    #expect(response.status == 422)
    #expect(bench.service.with { $0.requests.isEmpty })
  }
}
