import TenCore
import Testing

@testable import TenChannel

private let certificate = Secret("5CFd2fd1755d40ecb72977518be15d3b")
private func app() throws -> AgoraApp { try AgoraApp(id: "970CA35de60c44645bbae8a215061b33", certificate: certificate) }

private func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

struct Vector: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable (AgoraApp) throws -> AgoraToken
  let signature: String
  let text: String

  var testDescription: String { name }

  static let all = [
    Vector(
      name: "V1",
      make: {
        try .rtc(
          app: $0, channel: "7d72365eb983485397e3e3f9d460bdda", uid: 2_882_341_273, isPublisher: false, issuedAt: 1_111_111, life: 600,
          privilegeLife: 600, salt: 1)
      }, signature: "16a0b84c5a5e82cbf74fb813d09f59c54bdac9c06120580539ac97578e958b1a",
      text:
        "007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxgDCaiTj"
    ),
    Vector(
      name: "V2",
      make: {
        try .rtc(
          app: $0, channel: "ten_agent_test", uid: 0, issuedAt: 1_700_000_000, life: 86_400, privilegeLife: 86_400, salt: 12_345_678)
      }, signature: "2e90535f44b8d65548f7da16682bf2200191b7bee865fb6b6adf94b0299ce2c6",
      text:
        "007eJxTYNCbEBzvsuNaqMf3W2IZ2p8UGCdu3/ci9Xd21v0pGzTnPDqmwGBpbuDsaGyakmpmkGxiYmZimpSUmGqRaGRoamBmmGRszPAxOLUhkJHBL3EPAyMQsgAxiM8EJpnBJAuY5GMoSc2LT0xPzSuJL0ktLmFgAABUwya/"
    ),
    Vector(
      name: "V3",
      make: {
        try .withRTM(
          app: $0, channel: "agora_demo01", account: "176573", issuedAt: 1_700_000_000, life: 86_400, privilegeLife: 86_400, salt: 99_999_999)
      }, signature: "d371cbde37c1cd8ece626fb27cbb296ba6143dd503ef86c8a4a69d6187af509b",
      text:
        "007eJxTYLhcePqe+cGzfeeS8jfV7NbMXiZie5X5fduJJcvmJravD5itwGBpbuDsaGyakmpmkGxiYmZimpSUmGqRaGRoamBmmGRszPAxOLUhkJHh/4OvrEwMjAwsQAziM4FJZjDJAiZ5GBLT84sS41NSc/MNDNkYDM3NTM2NQXogOmAiAJVnKtU="
    ),
    Vector(
      name: "V4",
      make: {
        try .withRTM(app: $0, channel: "agora_demo01", account: "0", issuedAt: 1_700_000_000, life: 86_400, privilegeLife: 86_400, salt: 42)
      }, signature: "fe6c73a1e52781a45b4a4699be9d3f9f0ebd2337f989a4e315820a34f9bb3fc3",
      text:
        "007eJxTYPiXU7zwqXrjkmgvt5n75trP59urbP6zc8lj0SYuk5+77Q8rMFiaGzg7GpumpJoZJJuYmJmYJiUlplokGhmaGpgZJhkbM3wMTm0IZGTQYmBgYGJgZGABYhCfCUwyg0kWMMnDkJieX5QYn5Kam29gyMhgAFIOUQzkAABt8iRW"
    ),
    Vector(
      name: "V5", make: { try .rtm(app: $0, user: "amongus_7", issuedAt: 1_700_000_000, life: 3_600, salt: 1) },
      signature: "9184c69372f60eab8d89ab9c9a19ed8af31c3b95edf25df33b884765f966d987",
      text:
        "007eJxTYJjYcmxy0Te+1b2dq+fMknzb9VnGeurbT7GfrTvcU3+m3WxXYLA0N3B2NDZNSTUzSDYxMTMxTUpKTLVINDI0NTAzTDI2ZvgYnCrAx8DAyADCTEDMyADiczIk5ubnpZcWx5sDACxIIFY="
    ),
    Vector(
      name: "V6",
      make: {
        try .withRTM(
          app: $0, channel: "agora_demo01", account: "176573", rtmUser: "agent-rtm-1", issuedAt: 1_700_000_000, life: 3_600, privilegeLife: 3_600,
          rtmLife: 7_200, salt: 7)
      }, signature: "028ea89781e54be78f5f419dbc90e57dca68628fd05be3335008eb5376653313",
      text:
        "007eJxTYGDqWzG98an38/54x7l7JjytPZWR1H8h+rFxAMfr4LJUY2EFBktzA2dHY9OUVDODZBMTMxPTpKTEVItEI0NTAzPDJGNjho/BqQJ8DAzsDAwMTAyMDCxADOIzgUlmMMkCJnkYEtPzixLjU1Jz8w0M2RgMzc1MzY1BehgZFGQYGLiB8ql5JbpFJbm6hgDD8CTJ"
    ),
  ]
}

@Test(arguments: Vector.all)
func theTokensOfTheReferenceAreMadeByteForByte(vector: Vector) throws {
  let made = try vector.make(try app())
  let theirs = try AgoraToken(Secret(vector.text))
  #expect(hex(made.signature) == vector.signature)
  #expect(made.signed == theirs.signed)
  #expect(made.signature == theirs.signature)
  #expect(made.services == theirs.services)
  #expect(try AgoraToken(made.text) == made)
}

private func code(_ token: AgoraToken, _ participant: Participant, channel: String = "room", now: UInt64 = 1_000) throws -> ChannelError.Code? {
  let app = try app()
  do throws(ChannelError) {
    try token.check(for: JoinRequest(channel: channel, participant: participant), of: app, now: now)
    return nil
  } catch {
    return error.code
  }
}

private func token(life: UInt32 = 600, privilegeLife: UInt32 = 600, account: String = "17", of owner: AgoraApp? = nil) throws -> AgoraToken {
  try .withRTM(
    app: try owner ?? app(), channel: "room", account: account, issuedAt: 1_000, life: life, privilegeLife: privilegeLife, salt: 1)
}

@Test func aTokenLetsInWhomItIsFor() throws {
  #expect(try code(try token(), .rtc(17)) == nil)
  #expect(try code(try token(), .rtm("17")) == nil)
  #expect(try code(try token(account: ""), .rtc(99)) == nil)
}

@Test func aTokenForAnotherChannelUserOrAppIsForeign() throws {
  #expect(try code(try token(), .rtc(18)) == .foreignToken)
  #expect(try code(try token(), .rtm("18")) == .foreignToken)
  #expect(try code(try token(), .rtc(17), channel: "hall") == .foreignToken)
  let otherCertificate = try AgoraApp(id: "970CA35de60c44645bbae8a215061b33", certificate: Secret("00000000000000000000000000000000"))
  #expect(try code(try token(of: otherCertificate), .rtc(17)) == .foreignToken)
  let otherApp = try AgoraApp(id: "00000000000000000000000000000000", certificate: certificate)
  #expect(try code(try token(of: otherApp), .rtc(17)) == .foreignToken)
}

@Test func aTokenEndsWithItsLifeAndAPrivilegeWithItsOwn() throws {
  #expect(try code(try token(), .rtc(17), now: 1_599) == nil)
  #expect(try code(try token(), .rtc(17), now: 1_600) == .expiredToken)
  #expect(try code(try token(privilegeLife: 60), .rtc(17), now: 1_060) == .notPermitted)
  #expect(try code(try token(privilegeLife: 0), .rtc(17), now: 1_599) == nil)
  #expect(try code(try token(life: .max), .rtc(17), now: 1_000 + 86_400) == .expiredToken)
  #expect(try code(try token(), .rtc(17), now: 600) == .badToken)
}

@Test func aSubscriberMayNotPublish() throws {
  let token = try AgoraToken.rtc(
    app: app(), channel: "room", uid: 17, isPublisher: false, issuedAt: 1_000, life: 600, privilegeLife: 600, salt: 1)
  #expect(token.grants(.join, now: 1_000))
  #expect(!token.grants(.publishAudio, now: 1_000))
  #expect(try code(token, .rtm("17")) == .notPermitted)
}

@Test(arguments: ["", "006abc", "007", "007!!!!", "007eJxTYBBb", "007AAAA"])
func whatIsNoTokenIsRefusedAndNeverShown(text: String) throws {
  #expect {
    _ = try AgoraToken(Secret(text))
  } throws: {
    ($0 as? ChannelError)?.code == .badToken && (text.count < 6 || !"\($0)".contains(text))
  }
}

@Test func aTokenThatIsCutAnywhereIsRefused() throws {
  // Padding may be missing.
  let whole = Array(try token().text.reveal().utf8.filter { $0 != UInt8(ascii: "=") })
  for count in whole.indices {
    #expect(throws: ChannelError.self) { _ = try AgoraToken(Secret(String(decoding: whole[..<count], as: UTF8.self))) }
  }
}

@Test(arguments: 0..<20)
func base64IsReadAsItIsWritten(count: Int) {
  let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
  #expect(Base64.bytes(Array(Base64.text(bytes).utf8)) == bytes)
}
