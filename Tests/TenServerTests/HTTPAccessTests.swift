import TenCore
import Testing

@testable import TenServer

/// Who is answered: tokens, names of hosts, origins, and how often.
@Suite struct HTTPAccessTests {
  private static let token = "0123456789abcdef-first"
  private static let second = "0123456789abcdef-second"

  private static func requests(clock: @escaping @Sendable () -> Int = { 0 }, _ change: (inout ServerConfiguration) -> Void) -> Requests {
    var open = Endpoint(.get, "/health", "health", tag: "test", "", responses: []) { _ in .json(true) }
    open.access = .open
    let guarded = Endpoint(.get, "/list", "list", tag: "test", "", responses: []) { _ in .json(true) }
    let start = Endpoint(.post, "/start", "start", tag: "test", "", responses: []) { _ in .json(true) }
    return Requests(APIHandler(endpoints: [open, guarded, start], configuration: Requests.configuration(change), clock: clock))
  }

  private static func guardedServer(clock: @escaping @Sendable () -> Int = { 0 }) -> Requests {
    requests(clock: clock) { $0.tokens = [Secret(token), Secret(second)] }
  }

  @Test(arguments: [nil, "", "Bearer", "Bearer ", "Basic \(token)", "Bearer \(token)x", "Bearer 0123456789abcdef", "Bearer \(token)\(token)", token])
  func withoutAKnownTokenOnlyTheHealthAnswers(header: String?) async {
    let headers = header.map { ["Authorization": $0] } ?? [:]
    let server = Self.guardedServer()
    for path in ["/list", "/nowhere", "/v1/openapi.json"] {
      let response = await server.send("GET", path, headers: headers)
      #expect(response.status == 401)
      #expect(response.headers["www-authenticate"] == #"Bearer realm="tenhost""#)
    }
    #expect(await server.send("POST", "/list", headers: headers).status == 401)
    #expect(await server.send("GET", "/health", headers: headers).status == 200)
    #expect(await server.send("TRACE", "/health", headers: headers).status == 405)
  }

  @Test(arguments: ["Bearer \(token)", "Bearer \(second)", "bearer \(token)"])
  func everyTokenOpensTheServer(header: String) async {
    #expect(await Self.guardedServer().send("GET", "/list", headers: ["Authorization": header]).status == 200)
  }

  @Test(arguments: ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "169.254.0.1", "localhost.evil.example"])
  func aForeignNameForThisMachineIsRefusedWithoutToken(host: String) async {
    let response = await Self.requests { _ in }.send("GET", "/list", headers: ["Host": host])
    #expect(response.status == 403)
    #expect(response.code == "foreign_host")
    #expect(await Self.guardedServer().send("GET", "/list", headers: ["Host": host, "Authorization": "Bearer \(Self.token)"]).status == 200)
  }

  @Test(arguments: ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "app.localhost"])
  func namesOfThisMachineAreAnswered(host: String) async {
    #expect(await Self.requests { _ in }.send("GET", "/list", headers: ["Host": host]).status == 200)
  }

  @Test func aPageOfAStrangerCannotStartSessionsThroughABrowserHere() async {
    let open = Self.requests { $0.corsOrigins = ["https://app.example"] }
    #expect(await open.send("POST", "/start", headers: ["Origin": "https://evil.example"]).code == "foreign_origin")
    #expect(await open.send("POST", "/start", headers: ["Origin": "null"]).code == "foreign_origin")
    #expect(await open.send("POST", "/start", headers: ["Origin": "https://app.example"]).status == 200)
    #expect(await open.send("POST", "/start", headers: ["Origin": "http://localhost:3000"]).status == 200)
  }

  @Test func aPreflightIsAnsweredToListedOriginsAlone() async {
    let server = Self.requests { $0.corsOrigins = ["https://app.example"] }
    let asked = ["Origin": "https://app.example", "Access-Control-Request-Method": "POST"]
    let yes = await server.send("OPTIONS", "/start", headers: asked)
    #expect(yes.status == 204)
    #expect(yes.headers["access-control-allow-origin"] == "https://app.example")
    #expect(yes.headers["access-control-allow-methods"] == "POST")
    #expect(yes.headers["access-control-allow-headers"]?.contains("authorization") == true)
    for origin in ["https://app.example:444", "http://app.example", "https://app.example.evil", "https://evil.example"] {
      let no = await server.send("OPTIONS", "/start", headers: asked.merging(["Origin": origin]) { $1 })
      #expect(no.status == 403)
      #expect(no.headers["access-control-allow-origin"] == nil)
      #expect(no.headers["vary"]?.contains("Origin") == true)
    }
    #expect(await server.send("OPTIONS", "/nowhere", headers: asked).status == 404)
  }

  @Test func aListedPageMayReadTheAnswerAndOthersMayNot() async {
    let server = Self.requests {
      $0.corsOrigins = ["https://app.example"]
      $0.tokens = [Secret(Self.token)]
    }
    let authorization = ["Authorization": "Bearer \(Self.token)"]
    let listed = await server.send("GET", "/list", headers: authorization.merging(["Origin": "https://app.example"]) { $1 })
    #expect(listed.headers["access-control-allow-origin"] == "https://app.example")
    #expect(listed.headers["vary"] == "Origin")
    let other = await server.send("GET", "/list", headers: authorization.merging(["Origin": "https://evil.example"]) { $1 })
    #expect(other.status == 200)
    #expect(other.headers["access-control-allow-origin"] == nil)
    #expect(
      await server.send("GET", "/list", headers: ["Origin": "https://app.example"]).headers["access-control-allow-origin"] == "https://app.example")
  }

  @Test func anAddressThatAsksTooOftenWaitsAndOthersDoNot() async {
    let clock = Ticking()
    let server = Self.requests(clock: { clock.now }) {
      $0.limits.requestsPerSecond = 2
      $0.limits.burst = 3
    }
    for _ in 0..<3 { #expect(await server.send("GET", "/list", peer: "10.0.0.1").status == 200) }
    let refused = await server.send("GET", "/list", peer: "10.0.0.1")
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] == "1")
    #expect(await server.send("GET", "/list", peer: "10.0.0.2").status == 200)
    #expect(await server.send("GET", "/health", peer: "10.0.0.1").status == 200)
    clock.advance(500)
    #expect(await server.send("GET", "/list", peer: "10.0.0.1").status == 200)
    #expect(await server.send("GET", "/list", peer: "10.0.0.1").status == 429)
  }

  @Test func whoGuessesTokensIsHeardNoMoreAndLearnsNothing() async {
    let clock = Ticking()
    let server = Self.guardedServer { clock.now }
    func guess(_ token: String, peer: String = "10.0.0.1", path: String = "/list") async -> APIResponse {
      await server.send("GET", path, headers: ["Authorization": "Bearer \(token)"], peer: peer)
    }
    for number in 0..<30 { #expect(await guess("guess-number-\(number)", path: number % 2 == 0 ? "/list" : "/nowhere").status == 401) }
    let refused = await guess("one-guess-too-many")
    #expect(refused.status == 429)
    #expect(refused.code == "too_many_unauthorized")
    #expect(refused.headers["retry-after"] == "1")
    #expect(await guess(Self.token).status == 429)
    #expect(await guess("guess", peer: "10.0.0.2").status == 401)
    #expect(await guess("guess", path: "/health").status == 200)
    clock.advance(100)
    #expect(await guess("guess").status == 401)
    #expect(await guess("guess").status == 429)
    clock.advance(100)
    #expect(await guess(Self.token).status == 200)
  }

  @Test func aTokenThatAnAddressHasUsedIsNeverHeldUpByWhoGuessesThere() async {
    let server = Self.guardedServer()
    let valid = ["Authorization": "Bearer \(Self.token)"]
    for _ in 0..<100 { #expect(await server.send("GET", "/list", headers: valid).status == 200) }
    for _ in 0..<40 { _ = await server.send("GET", "/list") }
    #expect(await server.send("GET", "/list").status == 429)
    #expect(await server.send("GET", "/list", headers: valid).status == 200)
    #expect(await server.send("GET", "/list", headers: ["Authorization": "Bearer \(Self.second)"]).status == 429)
  }

  @Test func allAddressesOfAnIPv6NetworkAreOneClient() async {
    let server = Self.guardedServer()
    for number in 1...30 {
      #expect(await server.send("GET", "/list", peer: "2001:db8:1:2::\(number)").status == 401)
      #expect(await server.send("GET", "/list", peer: "::ffff:10.0.0.\(number)").status == 401)
    }
    #expect(await server.send("GET", "/list", peer: "2001:db8:1:2:3:4:5:6").status == 429)
    #expect(await server.send("GET", "/list", peer: "2001:db8:1:3::1").status == 401)
    #expect(await server.send("GET", "/list", peer: "::ffff:10.0.0.31").status == 401)
  }

  @Test func guessesAreNotLimitedWhereTheSettingIsZero() async {
    let server = Self.requests {
      $0.tokens = [Secret(Self.token)]
      $0.limits.unauthorizedPerSecond = 0
    }
    for _ in 0..<100 { #expect(await server.send("GET", "/list").status == 401) }
    #expect(await server.send("GET", "/list", headers: ["Authorization": "Bearer \(Self.token)"]).status == 200)
  }

  @Test func theTableOfAddressesIsBoundedAndForgetsTheQuietestFirst() {
    var table = RateTable(perSecond: 1, burst: 1, capacity: 80)
    for index in 0..<1_000 {
      #expect(table.take("p\(index)", now: index) == nil)
      #expect(table.count <= 80)
    }
    #expect(table.take("p999", now: 1_000) != nil)
    #expect(table.take("p0", now: 1_000) == nil)
  }

  @Test func moreRequestsThanTheLimitAreSentAwayWhileOthersAreAtWork() async {
    let gate = Gate()
    let slow = Endpoint(.get, "/slow", "slow", tag: "test", "", responses: []) { _ in
      await gate.enter()
      return .json(true)
    }
    let server = Requests(APIHandler(endpoints: [slow], configuration: Requests.configuration { $0.limits.concurrentRequests = 1 }))
    async let first = server.send("GET", "/slow")
    await gate.entered()
    let second = await server.send("GET", "/slow")
    #expect(second.status == 503)
    #expect(second.headers["retry-after"] == "1")
    gate.open()
    #expect(await first.status == 200)
    #expect(await server.send("GET", "/slow").status == 200)
  }
}

/// A clock that a test moves.
final class Ticking: Sendable {
  private let state = Locked(0)
  var now: Int { state.withLock { $0 } }
  func advance(_ milliseconds: Int) { state.withLock { $0 += milliseconds } }
}

/// Holds the first who enters until it is opened.
final class Gate: Sendable {
  private let arrivals = AsyncStream<Void>.makeStream()
  private let opening = AsyncStream<Void>.makeStream()

  func enter() async {
    arrivals.continuation.yield()
    for await _ in opening.stream {}
  }

  func entered() async { for await _ in arrivals.stream { return } }
  func open() { opening.continuation.finish() }
}
