import TenCore
import TenSupervisor
import Testing

@testable import TenServer

/// Where TEN's server loses, doubles or misreports sessions.
@Suite struct TENSessionTests {
  private static let start = #"{"channel_name": "room", "graph_name": "echo"}"#
  private static let room = #"{"channel_name": "room"}"#

  @Test func ofTwoStartsOfOneChannelOneWins() async throws {
    let server = try TENServer()
    server.service.with { $0.holdsBack = true }
    async let one = server.post("/start", Self.start)
    async let other = server.post("/api/agents/start", Self.start)
    // Both are under way before either is ready.
    for await _ in server.service.arrivals { break }
    while server.service.with({ $0.requests.count }) < 2 { await Task.yield() }
    server.service.release()
    let answers = try await [one, other]
    #expect(answers.map(\.code).sorted() == ["0", "10003"])
    #expect(answers.map(\.data).contains(400))
    #expect(server.service.with { $0.sessions.count } == 1)
  }

  @Test func theStartIsAnsweredWhenTheSessionIsReady() async throws {
    let server = try TENServer()
    server.service.with { $0.holdsBack = true }
    async let code = answered(server, "/start", Self.start)
    for await _ in server.service.arrivals { break }
    server.service.release()
    #expect(try await code == "0")
    #expect(server.service.with { $0.log } == ["ready", "answered"])
  }

  @Test func theStopIsAnsweredWhenTheSessionHasEnded() async throws {
    let server = try TENServer()
    _ = try await server.post("/start", Self.start)
    server.service.with {
      $0.holdsBack = true
      $0.log = []
    }
    async let code = answered(server, "/stop", Self.room)
    for await _ in server.service.arrivals { break }
    server.service.release()
    #expect(try await code == "0")
    #expect(server.service.with { $0.log } == ["ended", "answered"])
    #expect(try await server.post("/stop", Self.room).code == "10002")
  }

  private func answered(_ server: TENServer, _ path: String, _ body: String) async throws -> String {
    let code = try await server.post(path, body).code
    server.service.with { $0.log.append("answered") }
    return code
  }

  @Test func aChannelWhoseWorkerDiedAnswersNoPingAndCanBeStartedAgain() async throws {
    let server = try TENServer()
    #expect(try await server.post("/start", Self.start).code == "0")
    server.service.die(channel: "room")
    let ping = try await server.post("/ping", Self.room)
    #expect(ping.code == "10002")
    #expect(ping.message.contains("'room'"))
    #expect(try await server.get("/list").data == [])
    #expect(try await server.post("/start", Self.start).code == "0")
  }

  @Test(arguments: [ServiceError.Code.unknownSession, .wrongState])
  func aSessionThatEndsWhileItIsPingedIsUnknown(_ code: ServiceError.Code) async throws {
    let server = try TENServer()
    _ = try await server.post("/start", Self.start)
    for path in ["/ping", "/stop"] {
      server.service.with { $0.failure = ServiceError(code, "it has ended") }
      #expect(try await server.post(path, Self.room).code == "10002")
    }
  }

  @Test func aPingKeepsTheTimeOfTheStart() async throws {
    let server = try TENServer()
    _ = try await server.post("/start", Self.start)
    _ = try await server.post("/ping", Self.room)
    let pings = server.service.with { $0.pings }
    #expect(pings.map(\.id) == ["s1"])
    let replaced = pings.contains { $0.idleSeconds != .none }
    #expect(!replaced)
  }

  @Test func theSessionsNameIsInAHeader() async throws {
    #expect(try await TENServer().post("/start", Self.start).headers["x-session-id"] == "s1")
  }

  @Test(
    arguments: [
      (.unknownGraph, "10000", 400), (.invalidStart, "10000", 400), (.unknownNode, "10000", 400), (.tooMany, "10001", 429),
      (.channelTaken, "10003", 400), (.invalidGraph, "10100", 500), (.startFailed, "10101", 500), (.storage, "10101", 500),
      (.unavailable, "10101", 503), (.draining, "10101", 503), (.timeout, "10101", 504),
    ] as [(ServiceError.Code, String, Int)])
  func whatTheSupervisorRefusesHasTENsCode(_ cause: ServiceError.Code, _ code: String, _ status: Int) async throws {
    for statuses in ServerConfiguration.TENStatuses.allCases { try await checkRefusal(cause, code, status, statuses) }
  }

  /// TEN's server says 200 and puts the status where `data` belongs; its playground reads no other answers.
  private func checkRefusal(
    _ cause: ServiceError.Code, _ code: String, _ status: Int, _ statuses: ServerConfiguration.TENStatuses
  ) async throws {
    let server = try TENServer { $0.tenStatuses = statuses }
    let problem = Diagnostic("S004", .error, "there is no node 'avatr'", suggestion: "did you mean 'avatar'?")
    server.service.with { $0.failure = ServiceError(cause, "the start was refused", problems: [problem], retryAfter: 3) }
    let answer = try await server.post("/start", Self.start)
    #expect(answer.code == code)
    #expect(answer.status == (statuses == .ten ? 200 : status))
    #expect(answer.data == (statuses == .ten ? Value(status) : .null))
    #expect(answer.message == "the start was refused; there is no node 'avatr' (did you mean 'avatar'?)")
    #expect(answer.headers["retry-after"] == "3")
  }

  @Test func aStopThatFailsIsAnErrorOfTheServer() async throws {
    let server = try TENServer()
    _ = try await server.post("/start", Self.start)
    server.service.with { $0.failure = ServiceError(.storage, "the store cannot be written") }
    let answer = try await server.post("/stop", Self.room)
    #expect(answer.code == "10102")
    #expect(answer.data == 500)
  }
}
