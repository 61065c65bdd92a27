import TenChannel
import TenCore
import TenSupervisor
import Testing

@testable import TenServer

/// The playground's life as it talks to TEN's server, field for field.
@Suite struct TENReplayTests {
  @Test(arguments: [("", "/token"), ("/api/agents", "/api/token")])
  func aPageGetsATokenChoosesAGraphStartsPingsAndStops(_ agents: String, _ tokens: String) async throws {
    let server = try TENServer()
    let token = try await server.post(
      "\(tokens)/generate", #"{"request_id": "7d9e4c1a-2f6b-4f0d-9a51-0f3f2c8e6b11", "uid": 123456, "channel_name": "agora_x1y2z3"}"#)
    #expect(token.status == 200)
    #expect(token.code == "0")
    #expect(token.message == "success")
    #expect(token.data.object?.keys.sorted() == ["appId", "channel_name", "token", "uid"])
    #expect(token.data.object?["appId"]?.string == TENServer.appID)
    #expect(token.data.object?["channel_name"]?.string == "agora_x1y2z3")
    #expect(token.data.object?["uid"] == 123456)

    let graphs = try await server.get("\(agents)/graphs")
    #expect(
      graphs.data == [
        ["name": "echo", "graph_id": "echo", "auto_start": false],
        ["name": "voice_assistant", "graph_id": "voice_assistant", "auto_start": true],
        ["name": "voice_assistant_sip", "graph_id": "voice_assistant_sip", "auto_start": false],
      ])

    let start = try await server.post(
      "\(agents)/start",
      """
      {"request_id": "7d9e4c1a-2f6b-4f0d-9a51-0f3f2c8e6b12", "channel_name": "agora_x1y2z3", "user_uid": 123456,
       "graph_name": "voice_assistant", "language": "en-US", "voice_type": "male"}
      """)
    #expect(start.status == 200)
    #expect(start.code == "0")
    #expect(start.data == .null)
    #expect(server.started?.channel == "agora_x1y2z3")
    #expect(server.started?.start.values["user_uid"] == 123456)

    let list = try await server.get("\(agents)/list")
    #expect(list.data == [["channelName": "agora_x1y2z3", "createTs": 1_700_000_001]])

    let body = #"{"request_id": "7d9e4c1a-2f6b-4f0d-9a51-0f3f2c8e6b13", "channel_name": "agora_x1y2z3"}"#
    for _ in 1...3 { #expect(try await server.post("\(agents)/ping", body).code == "0") }
    #expect(try await server.post("\(agents)/stop", body).code == "0")
    let gone = try await server.post("\(agents)/ping", body)
    #expect(gone.code == "10002")
    #expect(gone.status == 200)
    #expect(gone.data == 400)
  }

  @Test(arguments: ["/", "/health", "/api/agents/health", "/api/agents"])
  func theServerSaysThatItAnswers(_ path: String) async throws {
    let answer = try await TENServer().get(path)
    #expect(answer.status == 200)
    #expect(answer.code == "0")
    #expect(answer.message == "ok")
  }

  @Test(arguments: ["/health", "/api/agents/health"])
  func aServerWhoseLoopStandsIsNotHealthy(_ path: String) async throws {
    let server = try TENServer()
    server.service.with { $0.lastTick -= 60_000 }
    let answer = try await server.get(path)
    #expect(answer.status == 503)
    #expect(answer.code == "10101")
    #expect(answer.message.contains("60000 ms"))
  }

  @Test func onlyHealthNeedsNoToken() throws {
    #expect(try TENServer().endpoints.filter { $0.access == .open }.map(\.path) == ["/health"])
  }

  @Test(arguments: [
    "/vector/document/preset/list", "/api/vector/document/update", "/dev-tmp/addons/default-properties", "/api/dev/v1/graphs",
  ])
  func aRouteThatThereIsNothingForSaysSoInAnEnvelope(_ path: String) async throws {
    let server = try TENServer()
    for answer in [try await server.get(path), try await server.post(path, "{}")] {
      #expect(answer.status == 404)
      #expect(answer.code == "10000")
      #expect(!answer.message.isEmpty)
    }
  }

  @Test func theListOfAServerWithoutSessionsIsEmpty() async throws {
    #expect(try await TENServer().get("/list").data == [])
  }

  @Test func theListHasNoNullsHoweverManySessionsThereAre() async throws {
    let server = try TENServer()
    for number in 1...4 { _ = try await server.post("/start", #"{"channel_name": "room\#(number)", "graph_name": "echo"}"#) }
    let items = try #require(await server.get("/list").data.array)
    #expect(items.map { $0.object?["channelName"]?.string } == ["room1", "room2", "room3", "room4"])
  }
}
