import NIOCore
import NIOPosix
import TenCore
import Testing

@testable import TenServer

/// Answers that take long to make and to write.
@Suite struct LongAnswerTests {
  @Test func aLongAnswerIsMadeAwayFromTheThreadOfItsConnection() async {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let wasOnLoop = Shared<[String: Bool]>([:])
    func endpoint(_ path: String) -> Endpoint {
      Endpoint(.get, path, "test", tag: "test", "", responses: []) { _ in
        wasOnLoop.withLock { $0[path] = loop.inEventLoop }
        return .json(["path": .string(path)])
      }
    }
    let requests = Requests(APIHandler(endpoints: [endpoint("/short"), endpoint("/long").aside()], configuration: Requests.configuration()))
    let answers = await Task(executorPreference: EventLoopExecutor(loop)) {
      (await requests.handler.respond(method: "GET", path: "/short"), await requests.handler.respond(method: "GET", path: "/long"))
    }.value
    #expect(wasOnLoop.withLock { $0 } == ["/short": true, "/long": false])
    #expect(answers.0.value == ["path": "/short"])
    #expect(answers.1.text == #"{"path":"/long"}"#, "it is written, too")
  }

  @Test(arguments: ["/v1/sessions", "/v1/status", "/metrics"]) func theLongOnesAreWrittenAlready(path: String) async {
    let answer = await V1Bench().send("GET", path)
    #expect(answer.status == 200)
    #expect(!answer.text.isEmpty)
  }
}
