import TenCore
import Testing

@testable import TenServer

/// Which endpoint a request reaches, and what a request for none is told.
@Suite struct HTTPRoutingTests {
  private let requests = Requests(
    APIHandler(
      endpoints: Self.endpoints, configuration: Requests.configuration(),
      absent: { path in
        path.hasPrefix("/vector") ? APIError(404, "not_served", "not here", envelopeCode: "10000") : nil
      }))

  private static func echoing(_ method: Endpoint.Method, _ path: String, _ name: String) -> Endpoint {
    Endpoint(method, path, name, tag: "test", name, responses: [.init(200, "done")]) { request in
      .json(["name": .string(name), "id": .string(request.pathParameters["id"] ?? "")])
    }
  }

  private static let endpoints: [Endpoint] = {
    var stop = echoing(.post, "/stop", "stop")
    stop.errors = .envelope
    return [
      echoing(.get, "/things/{id}", "one"), echoing(.get, "/things/all", "all"), echoing(.delete, "/things/{id}", "remove"),
      echoing(.get, "/", "root"), stop,
    ]
  }()

  private func name(_ response: APIResponse) -> String? { response.value.object?["name"]?.string }

  @Test func aWrittenPartWinsOverAParameterWhateverTheOrder() async {
    #expect(name(await requests.send("GET", "/things/all")) == "all")
    #expect(name(await requests.send("GET", "/things/a7")) == "one")
    #expect(name(await requests.send("GET", "/")) == "root")
  }

  @Test func aParameterIsPercentDecoded() async {
    #expect(await requests.send("GET", "/things/caf%C3%A9%20%2F").value.object?["id"]?.string == "café /")
  }

  @Test(arguments: ["/things/a/", "/things/", "//things/a", "/things//a", "/things/a/b", "/thing/a"])
  func aPathThatIsNotWrittenAsServedIsNotFound(path: String) async {
    let response = await requests.send("GET", path)
    #expect(response.status == 404)
    #expect(response.code == "unknown_path")
    #expect(response.headers["content-type"] == "application/problem+json")
  }

  @Test(arguments: [
    "/things/%", "/things/%4", "/things/%zz", "/things/%FF", "/things/%C0%AF", "/things/a%00b", "/things/..", "/things/%2e%2E", "/./things/a",
    "things/a", "",
  ])
  func aPathWithoutAnHonestMeaningIsRefused(path: String) async {
    let response = await requests.send("GET", path)
    #expect(response.status == 400)
    #expect(response.code == "bad_path")
  }

  @Test func anotherMethodIsToldWhichAreServed() async {
    let response = await requests.send("PUT", "/things/a")
    #expect(response.status == 405)
    #expect(response.headers["allow"] == "GET, HEAD, DELETE")
    #expect(await requests.send("OPTIONS", "/things/a").status == 405)
    #expect(await requests.send("BREW", "/things/all").headers["allow"] == "GET, HEAD, DELETE")
  }

  @Test func theHeadOfAPageIsThatOfItsGet() async {
    #expect(await requests.send("HEAD", "/things/a").status == 200)
    #expect(await requests.send("HEAD", "/stop").status == 405)
  }

  @Test func pathsOfTENAreToldInItsForm() async {
    let wrongMethod = await requests.send("GET", "/stop")
    #expect(wrongMethod.status == 405)
    #expect(wrongMethod.value.object?.keys == ["code", "data", "msg"])
    let absent = await requests.send("POST", "/vector/document")
    #expect(absent.status == 404)
    #expect(absent.value.object?["msg"]?.string == "not here")
    #expect(await requests.send("GET", "/stop/it").value.object?.keys == ["code", "data", "msg"])
  }

  @Test func aRequestsNameIsKeptWhenItIsPlainAndMadeWhenNot() async {
    #expect(await requests.send("GET", "/", headers: ["X-Request-ID": "abc-1.2"]).headers["x-request-id"] == "abc-1.2")
    for name in ["", "a b", "ü", String(repeating: "a", count: 129), "a\"b"] {
      let made = await requests.send("GET", "/", headers: ["x-request-id": name]).headers["x-request-id"] ?? ""
      #expect(made.count == 17 && made.hasPrefix("r"))
    }
    let problem = await requests.send("GET", "/nowhere", headers: ["x-request-id": "mine"])
    #expect(problem.value.object?["request_id"]?.string == "mine")
  }
}
