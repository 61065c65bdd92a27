import TenChannel
import TenCore
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct TENTokenTests {
  private static let app = Result { try AgoraApp(id: TENServer.appID, certificate: Secret(TENServer.certificate)) }

  private func token(_ server: TENServer, uid: String) async throws -> AgoraToken {
    let answer = try await server.post("/token/generate", #"{"request_id": "r", "channel_name": "room", "uid": \#(uid)}"#)
    return try AgoraToken(Secret(try #require(answer.data.object?["token"]?.string)))
  }

  @Test func aTokenIsForMediaAndMessagesOfOneUserForADay() async throws {
    let token = try await token(TENServer(), uid: "123456")
    #expect(token.life == 86_400)
    #expect(token.issuedAt == UInt32(TENServer.now))
    #expect(
      token.services == [
        .rtc(channel: "room", user: "123456", [1: 86_400, 2: 86_400, 3: 86_400, 4: 86_400]), .rtm(user: "123456", [1: 86_400]),
      ])
    let made = try AgoraToken.withRTM(
      app: try Self.app.get(), channel: "room", account: "123456", issuedAt: UInt32(TENServer.now), life: 86_400, privilegeLife: 86_400, salt: 42)
    #expect(token == made)
  }

  /// TEN's server makes the worker's token for the account "0", which is not the empty one that fits any user.
  @Test func theAgentsTokenIsForTheAccountZero() async throws {
    let server = try TENServer()
    _ = try await server.post("/start", #"{"channel_name": "room", "graph_name": "echo", "bot_uid": 9}"#)
    let token = try AgoraToken(Secret(try #require(server.started?.start.values["token"]?.string)))
    #expect(token.services.first == .rtc(channel: "room", user: "0", [1: 86_400, 2: 86_400, 3: 86_400, 4: 86_400]))
    #expect(try await self.token(server, uid: "0").services == token.services)
  }

  @Test func withoutACertificateTheTokenIsTheAppID() async throws {
    let server = try TENServer { $0.agoraCertificate = nil }
    let answer = try await server.post("/api/token/generate", #"{"channel_name": "room", "uid": 1}"#)
    #expect(answer.data == ["appId": .string(TENServer.appID), "token": .string(TENServer.appID), "channel_name": "room", "uid": 1])
  }

  @Test func withoutAnAppTheErrorSaysWhatToSet() async throws {
    let server = try TENServer { $0.agoraAppID = "" }
    let answer = try await server.post("/token/generate", #"{"channel_name": "room", "uid": 1}"#)
    #expect(answer.code == "10005")
    #expect(answer.data == 400)
    #expect(answer.message.contains("AGORA_APP_ID"))
  }

  @Test func aCertificateThatIsNoneIsNeverShown() async throws {
    let server = try TENServer { $0.agoraCertificate = Secret("not-hexadecimal") }
    for answer in [
      try await server.post("/token/generate", #"{"channel_name": "room", "uid": 1}"#),
      try await server.post("/start", #"{"channel_name": "room", "graph_name": "echo"}"#),
    ] {
      #expect(answer.code == "10005")
      #expect(answer.data == 500)
      #expect(!answer.message.contains("not-hexadecimal"))
    }
  }
}
