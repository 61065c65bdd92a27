import TenNet
import Testing

@Suite struct NetURLTests {
  @Test func anAddressIsTakenApart() throws {
    let url = try NetURL("wss://api.example.com:8443/v1/realtime/abc?x=1#f")
    #expect(url.host == "api.example.com" && url.port == 8443 && url.isSecure)
    #expect(url.target == "/v1/realtime/abc?x=1")
    #expect(try NetURL("http://[::1]").port == 80)
  }

  @Test func whatStandsBehindTheHostIsNotShown() throws {
    let url = try NetURL("https://h/secret-path?key=canary")
    for text in ["\(url)", String(reflecting: url), String(describing: Mirror(reflecting: url).children.map { "\($0.value)" })] {
      #expect(!text.contains("canary") && !text.contains("secret-path"))
    }
  }

  @Test(arguments: ["", "ftp://x/", "http://", "http://h:0/", "http://h:99999/", "https://user@h/", "http://h/a b", "ws://[::1/x"])
  func whatIsNoAddressIsRefused(text: String) {
    #expect(throws: NetError.self) { try NetURL(text) }
  }
}
