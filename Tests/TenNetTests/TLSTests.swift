import TenCore
import TenLoop
import TenNet
import Testing

@Suite struct TLSTests {
  private let server = TestServer.shared

  @Test func aCertificateThatNobodyKnowsIsRefused() throws {
    try withNetwork { network, _ in
      let error = await failure { _ = try await network.send(HTTPRequest("GET", NetURL("https://localhost:\(server.securePort)/hello"))) }
      #expect(error?.kind == .untrusted, "\(error.map { "\($0)" } ?? "no error")")
    }
  }

  @Test func aCertificateOfTheNamedFileIsTrustedForItsNameOnly() throws {
    try withNetwork(["TENHOST_CA_FILE": server.certificate]) { network, _ in
      let response = try await network.send(HTTPRequest("GET", NetURL("https://localhost:\(server.securePort)/stream?pieces=20&size=20000")))
      #expect(try await response.body.collect().count == 400_000)
      let error = await failure { _ = try await network.send(HTTPRequest("GET", NetURL("https://127.0.0.1:\(server.securePort)/hello"))) }
      #expect(error?.kind == .untrusted, "\(error.map { "\($0)" } ?? "no error")")
      let socket = try await network.connect(HTTPRequest("GET", NetURL("wss://localhost:\(server.securePort)/ws?token=good")))
      try await socket.send(.text("over TLS"))
      #expect(await socket.receive() == .text("over TLS"))
      await socket.close(code: 1000, reason: "")
    }
  }
}
