import TenCore
import TenSupervisor
import Testing

@testable import TenServer

/// What becomes of the body of `POST /start`.
@Suite struct TENStartTests {
  private func started(_ body: String, _ change: (inout ServerConfiguration) -> Void = { _ in }) async throws -> SessionRequest {
    let server = try TENServer(TENServer.files, change)
    let answer = try await server.post("/start", body)
    try #require(answer.code == "0", "\(answer.message)")
    return try #require(server.started)
  }

  private func refused(_ body: String, _ files: [String: String]? = nil) async throws -> TENServer.Answer {
    let server = try files.map { try TENServer($0) } ?? TENServer()
    let answer = try await server.post("/start", body)
    #expect(server.started == nil)
    #expect(answer.data == 400)
    return answer
  }

  @Test func everyFieldReachesTheSession() async throws {
    let request = try await started(
      """
      {"request_id": "r1", "channel_name": "room", "graph_name": "voice_assistant", "user_uid": 7, "bot_uid": 8, "token": "mine",
       "worker_http_server_port": 12345, "timeout": 90, "properties": {"llm": {"prompt": {"text": "be short"}}}}
      """)
    #expect(request.graph == "voice_assistant")
    #expect(request.channel == "room")
    #expect(request.idleSeconds == 90)
    #expect(request.start.nodes == ["llm": ["prompt": ["text": "be short"]]])
    var values = request.start.values
    #expect(values["token"]?.string?.hasPrefix("007") == true)
    values["token"] = nil
    #expect(values == ["channel": "room", "user_uid": 7, "bot_uid": 8, "worker_http_server_port": 12345])
    // No graph has to take what TEN's server writes, and the token is masked in every record.
    #expect(Set(request.start.values.map(\.key)).isSubset(of: request.start.offered))
    #expect(request.start.fromEnvironment == ["start.token"])
  }

  @Test(arguments: [
    #"{"channel_name": "room", "graph_name": "echo"}"#, #"{"channel_name": "room", "graph_name": "echo", "bot_uid": 0, "user_uid": null}"#,
  ])
  func anOmittedUIDIsNotZeroButLeftToTheSession(_ body: String) async throws {
    let request = try await started(body)
    #expect(request.start.values["bot_uid"] == nil)
    #expect(request.start.values["user_uid"] == nil)
  }

  @Test func withoutACertificateTheTokenIsTheAppID() async throws {
    let request = try await started(#"{"channel_name": "room", "graph_name": "echo"}"#) { $0.agoraCertificate = nil }
    #expect(request.start.values["token"]?.string == TENServer.appID)
  }

  @Test func withoutAnAppThereIsNoToken() async throws {
    let request = try await started(#"{"channel_name": "room", "graph_name": "echo", "token": "theirs"}"#) {
      $0.agoraCertificate = nil
      $0.agoraAppID = ""
    }
    #expect(request.start.values["token"] == nil)
  }

  @Test(arguments: [("-1", nil), ("0", 60), ("null", 60), ("5", 5), ("31536000", 31_536_000)] as [(String, Int?)])
  func theTimeoutIsHonoured(_ timeout: String, _ seconds: Int?) async throws {
    let request = try await started(#"{"channel_name": "room", "graph_name": "echo", "timeout": \#(timeout)}"#)
    #expect(request.idleSeconds == seconds)
  }

  @Test func aServerThatEndsNothingForWantOfPingsDoesSoWithoutATimeoutToo() async throws {
    let request = try await started(#"{"channel_name": "room", "graph_name": "echo"}"#) { $0.idleSeconds = nil }
    #expect(request.idleSeconds == nil)
  }

  @Test(arguments: ["-2", "31536001", "9223372036854775807", "1.5", #""60""#])
  func aTimeoutWithoutMeaningIsRefused(_ timeout: String) async throws {
    let answer = try await refused(#"{"channel_name": "room", "graph_name": "echo", "timeout": \#(timeout)}"#)
    #expect(answer.code == "10000")
    #expect(answer.data == 400)
    #expect(answer.message.contains("timeout"))
  }

  @Test func aChannelsNameIsTakenExactlyWhenThePatternOfTheDocumentTakesIt() {
    let parts = ["", " ", ".", "a", "/", "\\", "室", "\n", "\u{7f}", "\u{9f}"]
    for first in parts {
      for second in parts {
        for name in parts.map({ first + second + $0 }) {
          #expect(TENChannel.isName(name) == Pattern.matches(name, TENChannel.pattern), "\(name.debugDescription)")
        }
      }
    }
  }

  @Test(arguments: ["{}", #"{"channel_name": ""}"#, #"{"channel_name": null}"#, #"{"channel_name": "  "}"#])
  func aRequestWithoutAChannelHasACodeOfItsOwn(_ body: String) async throws {
    let server = try TENServer()
    for path in ["/start", "/stop", "/ping", "/token/generate"] {
      let answer = try await server.post(path, body)
      #expect(answer.code == "10004")
      #expect(answer.data == 400)
    }
  }

  @Test(arguments: ["../x", "a/b", #"a\\b"#, #"a\nb"#, String(repeating: "x", count: 101)])
  func aChannelThatIsNoNameIsRefused(_ channel: String) async throws {
    let answer = try await refused(#"{"channel_name": "\#(channel)", "graph_name": "echo"}"#)
    #expect(answer.code == "10000")
    #expect(answer.message.contains("channel_name"))
  }

  @Test func aChannelMayHaveAHundredCharactersOfAnyScript() async throws {
    let channel = String(repeating: "室", count: 100)
    #expect(try await started(#"{"channel_name": "\#(channel)", "graph_name": "echo"}"#).channel == channel)
  }

  @Test func aWrongGraphIsNamedWithTheNearestAndAllOthers() async throws {
    let answer = try await refused(#"{"channel_name": "room", "graph_name": "voice_asistant"}"#)
    #expect(answer.code == "10000")
    #expect(answer.data == 400)
    #expect(answer.message.contains("did you mean 'voice_assistant'?"))
    #expect(answer.message.contains("echo, voice_assistant, voice_assistant_sip"))
  }

  @Test func withoutANameTheGraphIsTheOneThatStartsByItself() async throws {
    #expect(try await started(#"{"channel_name": "room"}"#).graph == "voice_assistant")
  }

  @Test func withoutANameTheOnlyGraphIsTaken() async throws {
    let server = try TENServer(["echo.json": TENGraphFolder.echo])
    #expect(try await server.post("/start", #"{"channel_name": "room", "graph_name": ""}"#).code == "0")
    #expect(server.started?.graph == "echo")
  }

  @Test func withoutANameAndAChoiceTheGraphsAreListed() async throws {
    let answer = try await refused(#"{"channel_name": "room"}"#, ["a.json": TENGraphFolder.echo, "b.json": TENGraphFolder.echo])
    #expect(answer.code == "10000")
    #expect(answer.message.contains("a, b"))
  }

  @Test func overridesForANodeThatDoesNotExistAreNotIgnored() async throws {
    let answer = try await refused(#"{"channel_name": "room", "graph_name": "voice_assistant", "properties": {"avatr": {"quality": "low"}}}"#)
    #expect(answer.code == "10000")
    #expect(answer.message.contains("'avatr'"))
    #expect(answer.message.contains("did you mean 'avatar'?"))
  }

  @Test func theSessionsOwnValuesWinOverOverrides() async throws {
    let request = try await started(
      """
      {"channel_name": "room", "graph_name": "voice_assistant", "properties": {
        "avatar": {"channel": "other", "quality": "low", "token": "of its vendor"},
        "agora_rtc": {"channel": "other", "token": "t", "stream_id": 1, "remote_stream_id": 2, "subscribe_audio": true},
        "messages": {"user_id": "3", "token": "t"}, "llm": null}}
      """)
    #expect(
      request.start.nodes == ["avatar": ["quality": "low", "token": "of its vendor"], "agora_rtc": ["subscribe_audio": true], "messages": [:]])
  }

  @Test(arguments: [
    #"{"channel_name": 5}"#, #"{"channel_name": "room", "user_uid": -1}"#, #"{"channel_name": "room", "bot_uid": 4294967296}"#,
    #"{"channel_name": "room", "properties": []}"#, #"{"channel_name": "room", "properties": {"llm": 1}}"#, "[]",
  ])
  func aFieldOfAWrongKindIsBadParameters(_ body: String) async throws {
    let answer = try await refused(body)
    #expect(answer.code == "10000")
    #expect(answer.data == 400)
  }
}
