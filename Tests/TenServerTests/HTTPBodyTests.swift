import TenCore
import Testing

@testable import TenServer

/// What a request may bring, and how it is told everything that is wrong with it.
@Suite struct HTTPBodyTests {
  private static let body = Shape.object([
    .init("graph", .string(minLength: 1, maxLength: 10), required: true), .init("count", .integer(minimum: 1, maximum: 9)),
    .init("inner", .object([.init("a/b", .boolean)], rest: nil)), .init("kind", .string(choices: ["audio", "video"])),
  ])

  private static func requests(_ errors: Endpoint.ErrorForm = .problem, optional: Bool = false, limit: Int = 2_000) -> Requests {
    var endpoint = Endpoint(.post, "/make", "make", tag: "test", "makes", responses: [.init(200, "done")]) { request in .json(request.body) }
    endpoint.body = body
    endpoint.isBodyOptional = optional
    endpoint.errors = errors
    endpoint.queryParameters = [.init("limit", .integer(minimum: 1, maximum: 100), "how many"), .init("dry", .boolean, "")]
    endpoint.headerParameters = [.init("Idempotency-Key", .string(maxLength: 5), "")]
    return Requests(APIHandler(endpoints: [endpoint], configuration: Requests.configuration { $0.limits.body = limit }))
  }

  @Test func whatFitsReachesTheEndpoint() async {
    let response = await Self.requests().send("POST", "/make?limit=5&dry=true", json: #"{"graph":"a","count":2.0}"#)
    #expect(response.status == 200)
    #expect(response.value == ["graph": "a", "count": 2])
    #expect(response.value.object?["count"]?.int == 2)
  }

  @Test func allThatIsWrongIsToldAtOnceWithItsPlace() async {
    let text = #"{"count":11,"inner":{"a/b":1},"kind":"vidio","grph":"a"}"#
    let response = await Self.requests().send("POST", "/make?limit=0", json: text, headers: ["idempotency-key": "123456"])
    #expect(response.status == 422)
    #expect(response.code == "invalid_request")
    #expect(response.pointers == ["query:limit", "header:Idempotency-Key", "/graph", "/count", "/inner/a~1b", "/kind", "/grph"])
    let words = response.value.object?["problems"]?.array?.compactMap { $0.object?["message"]?.string } ?? []
    #expect(words.contains { $0.contains("did you mean 'graph'?") })
    #expect(words.contains { $0.contains("did you mean 'video'?") })
  }

  @Test(arguments: [
    (#"{"graph":"#, "line 1"), ("{\n  \"graph\": \"a\",\n  graph }", "line 3"), (#"{"graph":"a","graph":"b"}"#, "twice"), ("{} {}", "after the end"),
    (String(repeating: "[", count: 70) + String(repeating: "]", count: 70), "64 deep"), ("\u{1}", "no JSON"),
  ])
  func whatIsNoJSONIsToldWhere(text: String, words: String) async {
    let response = await Self.requests().send("POST", "/make", json: text)
    #expect(response.status == 400)
    #expect(response.code == "bad_json")
    #expect(response.value.object?["detail"]?.string?.contains(words) == true)
  }

  @Test func aBodyIsNeededUnlessItIsOptional() async {
    #expect(await Self.requests().send("POST", "/make").code == "no_body")
    #expect(await Self.requests(optional: true).send("POST", "/make").value == .null)
  }

  @Test func onlyJSONIsReadAndOnlyAsItIs() async {
    let requests = Self.requests()
    let text = #"{"graph":"a"}"#
    #expect(await requests.send("POST", "/make", json: text, headers: ["content-type": "application/json; charset=utf-8"]).status == 200)
    #expect(await requests.send("POST", "/make", json: text, headers: ["content-type": "Application/JSON"]).status == 200)
    for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
      #expect(await requests.send("POST", "/make", json: text, headers: ["content-type": type]).status == 415)
    }
    #expect(await requests.send("POST", "/make", json: text, headers: ["content-encoding": "gzip"]).code == "unsupported_encoding")
  }

  @Test func routesOfTENReadAnyContentTypeAndAnyQuery() async {
    let requests = Self.requests(.envelope)
    #expect(await requests.send("POST", "/make?x=1&x=2", json: #"{"graph":"a"}"#, headers: ["content-type": "text/plain"]).status == 200)
    let wrong = await requests.send("POST", "/make", json: "{}")
    #expect(wrong.status == 400)
    #expect(wrong.value.object?["code"]?.string == "10000")
  }

  @Test func whatTENHasACodeForComesWith200AndTheStatusAsData() async {
    let requests = Self.requests(.ten, limit: 100)
    for text in ["{}", "{", "", #"{"graph": 5}"#] {
      let wrong = await requests.send("POST", "/make", json: text)
      #expect(wrong.status == 200)
      #expect(wrong.value.object?["code"]?.string == "10000")
      #expect(wrong.value.object?["data"] == 400)
    }
    let long = await requests.send("POST", "/make", json: String(repeating: " ", count: 101))
    #expect(long.status == 413)
    #expect(long.value.object?["data"] == .null)
  }

  @Test func aBodyOverTheLimitIsRefusedAndOneAtTheLimitIsNot() async {
    let text = #"{"graph":"a"}"#
    #expect(await Self.requests(limit: text.utf8.count).send("POST", "/make", json: text).status == 200)
    #expect(await Self.requests(limit: text.utf8.count - 1).send("POST", "/make", json: text).status == 413)
  }

  @Test func theTextOfAParameterThatDoesNotFitIsTold() async {
    let response = await Self.requests().send("POST", "/make?limit=ten&dry=maybe", json: #"{"graph":"a"}"#)
    let messages = response.value.object?["problems"]?.array?.compactMap { $0.object?["message"]?.string } ?? []
    #expect(messages.contains { $0.hasPrefix("is 'ten'; it must be a whole number") })
    #expect(messages.contains { $0.hasPrefix("is 'maybe'; it must be") })
  }

  @Test(arguments: [("?lmit=5", "unknown_parameter"), ("?limit=5&limit=6", "repeated_parameter"), ("?limit=%zz", "bad_query")])
  func aQueryThatIsNotUnderstoodIsRefused(query: String, code: String) async {
    let response = await Self.requests().send("POST", "/make" + query, json: #"{"graph":"a"}"#)
    #expect(response.status == 400)
    #expect(response.code == code)
  }

  @Test(arguments: ["05", "5.0", "+5", "five", "", "1e1"])
  func aNumberInAQueryIsWrittenPlainly(text: String) async {
    let response = await Self.requests().send("POST", "/make?limit=\(text.replacing("+", with: "%2B"))", json: #"{"graph":"a"}"#)
    #expect(response.status == 422)
    #expect(response.pointers == ["query:limit"])
  }
}
