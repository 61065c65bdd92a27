import TenCore
import TenLoop
import Testing

@testable import TenNet

@Suite struct HTTPProxyTests {
  private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
    HTTPProxy(for: try NetURL(url)) { environment[$0] }.map { "\($0.host):\($0.port)" }
  }

  @Test func eachSchemeHasItsVariable() throws {
    let environment = ["http_proxy": "http://plain:3128/", "HTTPS_PROXY": "secure:8080"]
    #expect(try proxy("http://a.com/", environment) == "plain:3128")
    #expect(try proxy("wss://a.com/", environment) == "secure:8080")
    #expect(try proxy("ws://a.com/", ["HTTP_PROXY": "x:1"]) == nil)
  }

  @Test(arguments: ["a.com", ".a.com", "*.a.com", "b.org, a.com", "*", "A.COM"]) func hostsAreLeftOut(list: String) throws {
    let environment = ["https_proxy": "p:1", "no_proxy": list]
    #expect(try proxy("https://x.a.com/", environment) == nil)
    if list != "*" { #expect(try proxy("https://xa.com/", environment) == "p:1") }
  }

  @Test func thisMachineIsReachedDirectly() throws {
    for host in ["localhost", "127.0.0.1", "[::1]"] { #expect(try proxy("http://\(host)/", ["http_proxy": "p:1"]) == nil) }
  }

  @Test func aRequestGoesThroughTheProxy() throws {
    let server = TestServer.shared
    try withNetwork(["http_proxy": "http://127.0.0.1:\(server.proxyPort)"]) { network, _ in
      // The name exists behind the proxy alone.
      let response = try await network.send(HTTPRequest("GET", NetURL("http://service.invalid:\(server.port)/hello")))
      #expect(try await response.body.collect() == Array("hello".utf8))
      let socket = try await network.connect(HTTPRequest("GET", NetURL("ws://service.invalid:\(server.port)/ws?token=good")))
      try await socket.send(.text("through"))
      #expect(await socket.receive() == .text("through"))
      await socket.close(code: 1000, reason: "")
    }
  }
}
