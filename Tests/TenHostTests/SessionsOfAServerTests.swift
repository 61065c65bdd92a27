import TenCore
import TenNet
import Testing

@testable import TenHost

@Suite struct SessionsOfAServerTests {
  private static let id = "s00000000000000a1"
  private static let live = """
    {"id": "\(id)", "graph": "heygen", "channel": "room", "state": "running", "created_at": "2026-11-21T18:43:00.000Z", "ready_at": null, "ended_at": null,
     "pid": 4242, "memory_bytes": 11744051, "cpu_seconds": 0.5, "waterfall": {"ready": 12}, "idle_seconds": 60, "labels": {}, "reason": null}
    """
  private static let ended = """
    {"id": "\(id)", "graph": "heygen", "channel": null, "state": "ended", "created_at": "2026-11-21T18:43:00.000Z", "ended_at": "2026-11-21T18:44:30.500Z",
     "reason": "node_failed", "reason_node": "avatar", "reason_detail": "the vendor refused the key", "waterfall": {}, "labels": {}}
    """
  private static let state = """
    {"session": "\(id)", "state": "running", "nodes": [
      {"name": "tts", "extension": "tts_tones", "state": "running", "errors": 0, "restarts": 0, "queued": 0},
      {"name": "avatar", "extension": "avatar", "state": "out", "errors": 3, "restarts": 1, "queued": 7, "last_error": "the socket was closed with 1011"}],
     "connections": [{"source": "tts", "destination": "avatar", "kind": "audio_frame", "name": "pcm", "sent": 100, "delivered": 60, "rejected": 4,
       "dropped": {"not_running": 30, "full": 6}, "in_flight": 0, "age_ms": 1500},
      {"source": "tts", "destination": "rtc", "kind": "audio_frame", "name": "pcm", "sent": 9, "delivered": 9, "fallback_of": "avatar"},
      {"source": "main", "destination": "", "kind": "data", "name": "text", "sent": 1, "delivered": 0, "rejected": 0, "dropped": {"no_route": 1}, "in_flight": 0}]}
    """

  private static let log = """
    {"time": "2026-11-21T18:43:00.250Z", "level": "warning", "node": "avatar", "message": "the socket is slow"}
    {"time": "2026-11-21T18:43:01.250Z", "level": "error", "node": "avatar", "message": "the socket was closed"}
    {"time": "2026-11-21T18:43:02.250Z", "level": "warning", "node": "avatar", "message": "the socket is slow"}
    cut off {
    """

  private func run(_ answer: @escaping @Sendable (String, Int) -> HTTPAnswer?, _ words: String..., environment: [String: String] = [:]) async throws
    -> (run: CommandLineRun, requests: [PuppetServer.Asked])
  {
    let server = try await PuppetServer.start(answer)
    defer { server.stop() }
    let run = CommandLineRun(words: words + ["--server", server.url], environment: environment)
    return (run, server.requests)
  }

  @Test func allSessionsAreListed() async throws {
    let (run, requests) = try await run({ _, _ in PuppetServer.json(#"{"sessions": [\#(Self.live), \#(Self.ended)], "next": null}"#) }, "sessions")
    #expect(run.status == .ok)
    #expect(run.output.contains("11.2 MiB"))
    #expect(run.output.contains("1 min 30 s"))
    #expect(run.output.contains("node_failed by node 'avatar': the vendor refused the key"))
    #expect(requests.map(\.line) == ["GET /v1/sessions?limit=1000"])
  }

  @Test func withAllThePagesAreFollowed() async throws {
    let (run, requests) = try await run(
      { line, _ in PuppetServer.json(#"{"sessions": [\#(Self.live)], "next": \#(line.contains("cursor") ? "null" : #""5.x""#)}"#) }, "sessions",
      "--all", "--json")
    #expect(try run.lines(type: "session").count == 2)
    #expect(requests.last?.line == "GET /v1/sessions?limit=1000&cursor=5.x")
  }

  @Test func nodeConnectionAndReasonOfASabotageAreRead() async throws {
    let (run, _) = try await run(
      { line, _ in PuppetServer.json(line.hasSuffix("/state") ? Self.state : line.contains("/logs?level=warning&tail=") ? Self.log : Self.live) },
      "sessions", Self.id)
    #expect(run.status == .ok)
    #expect(
      run.output.contains(
        """
        last warnings
          18:43:01.250  error  avatar: the socket was closed
          18:43:02.250  warning  avatar: the socket is slow (2 times)

        """))
    #expect(run.output.contains("tts -> rtc (fallback of avatar)  audio_frame pcm"))
    #expect(run.output.contains("avatar: the socket was closed with 1011"))
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("tts -> avatar") })
    #expect(line.split(separator: " ").joined(separator: " ") == "tts -> avatar audio_frame pcm 100 60 4 30 not_running, 6 full 0 1.5 s ago")
    #expect(run.output.contains("main -> nobody"))
    #expect(run.output.contains("process 4242"))
  }

  @Test func ofAnEndedSessionTheReasonIsRead() async throws {
    let (run, _) = try await run(
      { line, _ in
        PuppetServer.json(
          line.hasSuffix("/end-record")
            ? #"{"reason": "crashed", "nodes": [], "connections": [], "audit": ["1 timer is left"], "exit": {"signal": 4, "meaning": "a trap"}, "output": ["Fatal error: boom"], "log": [{"time": "2026-11-21T18:43:00.250Z", "level": "error", "node": "tts", "message": "no voice"}]}"#
            : Self.ended)
      }, "sessions", Self.id)
    #expect(run.output.contains("ended after 1 min 30 s: node_failed by node 'avatar': the vendor refused the key"))
    #expect(run.output.contains("audit: 1 finding\n  1 timer is left"))
    #expect(run.output.hasSuffix("process: a trap\nlast output\n  Fatal error: boom\nlast log lines\n  18:43:00.250  error  tts: no voice\n"))
  }

  @Test func aSessionThatEndsWhileItIsLookedAtIsShownAsEnded() async throws {
    let (run, _) = try await run(
      { line, time in
        if line.hasSuffix("/state") { return PuppetServer.problem(409, "wrong_state", "it has ended") }
        if line.hasSuffix("/end-record") { return PuppetServer.json(#"{"reason": "node_failed", "audit": []}"#) }
        return PuppetServer.json(time == 0 ? Self.live : Self.ended)
      }, "sessions", Self.id)
    #expect(run.status == .ok)
    #expect(run.output.contains("ended after"))
    #expect(run.output.contains("audit: clean"))
  }

  @Test func eventsAreFollowedUpToTheEndRecordOverABrokenConnection() async throws {
    func event(_ number: Int, _ kind: String, _ body: String) -> String {
      "id: \(number)\nevent: \(kind)\ndata: {\"seq\": \(number), \"kind\": \"\(kind)\", \"time\": \"2026-11-21T18:43:00.250Z\", \"body\": \(body)}\n\n"
    }
    let first = "retry: 2000\n\n" + event(4, "transcript", #"{"role": "assistant", "text": "hello", "is_final": true}"#)
    let second =
      event(5, "event", #"{"event": "node_error", "node": "tts", "detail": "no voice"}"#)
      + event(6, "end_record", #"{"reason": "finished", "detail": ""}"#)
    let (run, requests) = try await run(
      { _, time in HTTPAnswer(200, headers: ["Content-Type": "text/event-stream"], body: Payload(Array((time == 0 ? first : second).utf8))) },
      "sessions",
      Self.id, "--follow")
    #expect(run.status == .ok)
    #expect(run.output == "18:43:00.250  assistant: hello\n18:43:00.250  node_error node 'tts': no voice\n18:43:00.250  ended: finished\n")
    #expect(requests.map(\.lastEvent) == [nil, "4"])
  }

  @Test func whatACallerSaysIsNoCommandForTheTerminal() async throws {
    let event = #"{"seq": 4, "kind": "transcript", "time": "2026-11-21T18:43:00.250Z", "body": {"role": "user", "text": "\u001b]0;ha\u0007\ttwo"}}"#
    let end = #"{"seq": 5, "kind": "end_record", "time": "2026-11-21T18:43:00.250Z", "body": {"reason": "finished"}}"#
    let stream = "id: 4\nevent: transcript\ndata: \(event)\n\nid: 5\nevent: end_record\ndata: \(end)\n\n"
    let (run, _) = try await run(
      { _, _ in HTTPAnswer(200, headers: ["Content-Type": "text/event-stream"], body: Payload(Array(stream.utf8))) }, "sessions", Self.id, "--follow")
    #expect(run.output == "18:43:00.250  user: \u{fffd}]0;ha\u{fffd}\ttwo\n18:43:00.250  ended: finished\n")
  }

  @Test func theLogIsWrittenAsItIs() async throws {
    let (run, requests) = try await run({ _, _ in PuppetServer.json("{\"a\":1}\n{\"b\":2}\n") }, "sessions", Self.id, "--logs")
    #expect(run.output == "{\"a\":1}\n{\"b\":2}\n")
    #expect(requests.map(\.line) == ["GET /v1/sessions/\(Self.id)/logs"])
  }

  @Test func theTokenIsSentAndNeverShown() async throws {
    let (run, requests) = try await run(
      { _, _ in PuppetServer.problem(500, "oops", "what about tok-12345678?") }, "sessions", environment: ["TENHOST_TOKEN": "tok-12345678"])
    #expect(requests.first?.token == "Bearer tok-12345678")
    #expect(!run.errors.contains("tok-12345678"))
    #expect(run.status == .sessionFailed)
  }

  @Test func theTokenIsReadFromAFile() async throws {
    let file = try ScratchFile("tok-abcdefgh\n", name: "token")
    let (_, requests) = try await run({ _, _ in PuppetServer.json(#"{"sessions": []}"#) }, "sessions", "--token-file", file.path)
    #expect(requests.first?.token == "Bearer tok-abcdefgh")
  }

  @Test func a401SaysWhereTheTokenBelongs() async throws {
    let (run, _) = try await run({ _, _ in PuppetServer.problem(401, "unauthorized", "no") }, "sessions")
    #expect(run.status == .sessionFailed)
    #expect(run.errors.contains("TENHOST_TOKEN") && run.errors.contains("--token-file"))
  }

  @Test func anUnknownSessionIsSaidInTheServersWords() async throws {
    let (run, _) = try await run({ _, _ in nil }, "sessions", Self.id)
    #expect(run.status == .sessionFailed)
    #expect(run.errors == "error: there is no session of that name\n")
  }

  @Test func anotherServerIsFoundOut() async throws {
    let (run, _) = try await run({ _, _ in PuppetServer.json("<html>hello</html>") }, "sessions")
    #expect(run.errors.contains("is no tenhost server"))
  }

  @Test func withoutAServerItIsSaidHowToStartOne() {
    let run = CommandLineRun("sessions", environment: ["TENHOST_SERVER": "http://127.0.0.1:1"])
    #expect(run.status == .sessionFailed)
    #expect(run.errors.contains("tenhost serve") && run.errors.contains("TENHOST_SERVER"))
  }

  @Test(
    arguments: [
      ["--follow"], ["--logs"], ["../../etc"], ["s1", "--end-record", "--logs"], ["--server", "ftp://x"], ["--server", "http://"],
      ["--token-file", "/tmp/no-such-token-file"],
    ]) func aWrongCommandLineIsRefused(words: [String])
  {
    #expect(CommandLineRun(words: ["sessions"] + words).status == .usage)
  }

  @Test func drainingShowsWhatIsLeft() async throws {
    let (run, requests) = try await run(
      { line, time in PuppetServer.json(#"{"draining": true, "sessions": {"running": \#(line.hasPrefix("POST") ? 2 : 1 - time), "starting": 0}}"#) },
      "drain",
      "--wait")
    #expect(run.status == .ok)
    #expect(
      run.output == """
        draining: new sessions are refused, 2 sessions left
        draining: new sessions are refused, 1 session left
        drained: no session runs

        """)
    #expect(requests.map(\.line) == ["POST /v1/drain", "GET /v1/status", "GET /v1/status"])
  }

  @Test func drainingShowsHowLongItTakes() async throws {
    func status(_ left: Int, _ seconds: Double, _ estimate: String) -> HTTPAnswer {
      PuppetServer.json(
        #"{"sessions": {"running": \#(left)}, "drain": {"seconds": \#(seconds), "sessions": 9, "ended": \#(9 - left), "left": \#(left), "estimated_seconds": \#(estimate)}}"#
      )
    }
    let answers = [status(9, 0.2, "null"), status(3, 62, "95"), status(0, 70, "0")]
    @Sendable func answer(_ line: String, _ time: Int) -> HTTPAnswer? { line.hasPrefix("POST") ? answers[0] : answers[1 + time] }
    let (run, _) = try await run(answer, "drain", "--wait")
    #expect(
      run.output == """
        draining: new sessions are refused, 9 sessions left after 0 s
        draining: new sessions are refused, 3 sessions left after 1 min 2 s, about 1 min 35 s more at this pace
        drained: no session runs

        """)
    let lines = try await self.run(answer, "drain", "--wait", "--json").run.lines(type: "drain")
    #expect(lines.map { $0["left"] } == [9, 3, 0])
    #expect(lines.map { $0["estimated_seconds"] } == [Value.null, 95, 0])
    #expect(lines.map { $0["ended"] } == [0, 6, 9])
  }

  @Test func withoutWaitingDrainReturnsAtOnce() async throws {
    let (run, requests) = try await run({ _, _ in PuppetServer.json(#"{"sessions": {"running": 2}}"#) }, "drain", "--json")
    #expect(try run.lines(type: "drain").first?["left"] == 2)
    #expect(requests.count == 1)
  }
}
