import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct AvatarControlTests {
  @Test func aSessionIsStartedSpeaksAndIsStopped() async {
    let bench = AvatarBench()
    bench.session()
    #expect(await bench.post("/\(AvatarBench.id)/start").value.object?["status"] == "started")
    bench.answer(["task_id": "t1", "duration_ms": 900.5])
    let task = await bench.post("/\(AvatarBench.id)/task", #"{"text":"Hello.","task_type":"talk"}"#)
    #expect(task.status == 200)
    #expect(task.value == ["session_id": .string(AvatarBench.id), "task_id": "t1", "duration_ms": 900.5])
    #expect(await bench.post("/\(AvatarBench.id)/interrupt", "{}").status == 200)
    #expect(await bench.post("/\(AvatarBench.id)/keep_alive").status == 200)
    #expect(bench.commands == ["begin", "task", "interrupt", "keep_alive"])
    let sent = bench.service.with { $0.sent[1] }
    #expect(sent.properties == ["text": "Hello.", "task_type": "talk"] && sent.node == "avatar")
    #expect(bench.service.with { $0.pings.count } == 4)
    let stopped = await bench.post("/\(AvatarBench.id)/stop")
    #expect(stopped.status == 200)
    #expect(stopped.value.object?["status"] == "ended" && stopped.value.object?["reason"] == "stopped")
  }

  @Test(arguments: [nil, "{}", #"{"text":""}"#, #"{"text":7}"#, #"{"text":"a","task_type":"sing"}"#, #"{"text":"a","more":1}"#] as [String?])
  func aTaskThatDoesNotFitIsRefused(body: String?) async {
    let bench = AvatarBench()
    bench.session()
    let response = await bench.post("/\(AvatarBench.id)/task", body)
    #expect(response.status == 422 || response.status == 400)
    #expect(bench.commands.isEmpty)
  }

  @Test func aTextMayHaveAThousandCharacters() async {
    let bench = AvatarBench()
    bench.session()
    #expect(await bench.post("/\(AvatarBench.id)/task", #"{"text":"\#(String(repeating: "ü", count: 1_000))"}"#).status == 200)
    #expect(await bench.post("/\(AvatarBench.id)/task", #"{"text":"\#(String(repeating: "ü", count: 1_001))"}"#).status == 422)
  }

  @Test(
    arguments: [
      ("not_started", 409), ("busy", 409), ("vendor_ended", 410), ("unsupported", 501), ("vendor_failed", 502), ("vendor_limit", 429),
      ("vendor_unreachable", 504), ("something", 502),
    ])
  func whatTheNodeRefusesIsToldWithItsStatus(code: String, status: Int) async {
    let bench = AvatarBench()
    bench.session()
    bench.answer(["detail": "cannot speak a text: the words", "code": .string(code)], status: .error)
    let response = await bench.post("/\(AvatarBench.id)/task", #"{"text":"a"}"#)
    #expect(response.status == status)
    #expect(response.value.object?["detail"] == "cannot speak a text: the words")
  }

  @Test(arguments: [(CommandResult.Status.timeout, 504), (.crashed, 410), (.stopped, 410), (.unhandled, 502)])
  func aNodeThatDoesNotAnswerIsToldWithItsStatus(result: CommandResult.Status, status: Int) async {
    let bench = AvatarBench()
    bench.session()
    bench.answer(Properties(), status: result)
    #expect(await bench.post("/\(AvatarBench.id)/task", #"{"text":"a"}"#).status == status)
  }

  @Test(arguments: ["start", "task", "interrupt", "keep_alive", "stop"]) func sessionsOfOthersAreNotSeen(action: String) async {
    let bench = AvatarBench()
    bench.session("s00000000000000aa", graph: "voice_assistant")
    for id in ["s00000000000000aa", "s00000000000000bb", "x", "..%2f"] {
      let response = await bench.post("/\(id)/\(action)", action == "task" ? #"{"text":"a"}"# : nil)
      #expect(response.status == 404, "\(id)")
    }
    #expect(bench.commands.isEmpty)
    #expect(bench.service.with { $0.stops.isEmpty })
  }

  @Test func aSessionThatHasEndedSaysWhyAndMayBeStoppedAgain() async {
    let bench = AvatarBench()
    var record = SessionRecord(id: AvatarBench.id, graph: "avatar_session", channel: nil, createdAt: 1)
    record.state = .ended
    record.reason = "idle"
    record.reasonDetail = "no ping for 120 s"
    bench.archive.add(record)
    let task = await bench.post("/\(AvatarBench.id)/task", #"{"text":"a"}"#)
    #expect(task.status == 410)
    #expect(task.code == "session_ended")
    #expect(task.value.object?["detail"]?.string?.contains("idle: no ping for 120 s") == true)
    let stop = await bench.post("/\(AvatarBench.id)/stop")
    #expect(stop.status == 200)
    #expect(stop.value.object?["reason"] == "idle")
  }

  @Test func avatarSessionsAreListedWithWhatTheirNodesSay() async {
    let bench = AvatarBench()
    bench.session()
    bench.session("s00000000000000aa", graph: "voice_assistant")
    bench.answer(["state": "started", "tasks": 3, "session_duration_limit": 600, "seconds_left": 12])
    let response = await bench.list()
    #expect(response.value.object?["limit"] == 20)
    let rows = response.value.object?["sessions"]?.array ?? []
    #expect(rows.count == 1)
    #expect(rows.first?.object?["session_id"]?.string == AvatarBench.id && rows.first?.object?["status"] == "started")
    #expect(rows.first?.object?["tasks"] == 3 && rows.first?.object?["seconds_left"] == 12)
    bench.answer(Properties(), status: .timeout)
    #expect(await bench.list().value.object?["sessions"]?.array?.first?.object?["status"] == "unknown")
  }

  @Test func noAnswerButThatOfTheCreationHoldsTheViewersToken() async {
    let bench = AvatarBench()
    #expect(JSON.text(of: await bench.post("/create").value).contains("viewer-token"))
    for response in [
      await bench.list(), await bench.post("/\(AvatarBench.id)/start"), await bench.post("/\(AvatarBench.id)/keep_alive"),
      await bench.post("/\(AvatarBench.id)/stop"),
    ] {
      #expect(response.status == 200)
      #expect(!JSON.text(of: response.value).contains("viewer-token"))
    }
  }
}
