import TenCore
import TenLoop
import TenNet
import Testing

@Suite struct HTTPClientTests {
  private let server = TestServer.shared

  @Test func aRequestIsAnsweredWithHeadAndBody() throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/hello")))
      #expect(response.status == 200)
      #expect(response.headers["Retry-After"] == "7" && response.headers["x-request-id"] == "abc")
      #expect(response.headers["content-type"]?.hasPrefix("text/plain") == true)
      #expect(try await response.body.collect() == Array("hello".utf8))
    }
  }

  @Test(arguments: ["POST", "PUT", "PATCH"]) func aBodyIsSent(method: String) throws {
    try withNetwork { network, _ in
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
      let request = HTTPRequest(method, try server.http("/echo"), headers: ["Content-Type": "application/x-test"], body: Payload(bytes))
      let response = try await network.send(request)
      #expect(response.headers["x-trace-id"] == method)
      #expect(response.headers["content-type"] == "application/x-test")
      #expect(try await response.body.collect() == bytes)
    }
  }

  @Test(arguments: [("POST", 200), ("DELETE", 200)]) func anEmptyBodyIsSent(method: String, status: Int) throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest(method, server.http("/echo")))
      #expect(response.status == status)
      #expect(try await response.body.collect().isEmpty)
    }
  }

  @Test(arguments: [204, 302, 404, 429, 500]) func everyStatusIsAnAnswer(status: Int) throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/status/\(status)")))
      #expect(response.status == status)
      #expect(response.headers["location"] == "/hello")
      _ = try await response.body.collect()
    }
  }

  @Test func aSlowReaderGetsEveryByteAndHoldsBackTheSender() throws {
    try withNetwork { network, loop in
      var request = HTTPRequest("GET", try server.http("/stream?pieces=100&size=65536"))
      request.limits.readAhead = 65_536
      let response = try await network.send(request)
      var count = 0
      for try await piece in response.body {
        count += piece.count
        if count < 3_000_000 { await loop.wait(milliseconds: 1) }
      }
      #expect(count == 100 * 65_536)
    }
  }

  @Test func aBodyThatIsCutOffThrows() throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/stream?cut=1&pause=0.01")))
      var count = 0
      let error = await failure { for try await piece in response.body { count += piece.count } }
      #expect(error?.kind == .closed, "\(error.map { "\($0)" } ?? "no error") after \(count) bytes")
    }
  }

  @Test func aBodyThatIsShorterThanItsHeadSaysThrows() throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/short")))
      #expect(await failure { _ = try await response.body.collect() }?.kind == .closed)
    }
  }

  @Test func aBodyWithoutALengthEndsWithTheConnection() throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/endless")))
      #expect(try await response.body.collect().count == 5000)
    }
  }

  @Test func eventsComeWhenTheyAreSent() throws {
    try withNetwork { network, loop in
      let response = try await network.send(HTTPRequest("GET", server.http("/events")))
      var list: [String] = []
      let start = loop.readClock()
      for try await event in ServerSentEvents(response.body) {
        list.append(event.data)
        if list.count == 1 { #expect(loop.readClock() - start < 1_000_000_000) }
        if event.data == "[DONE]" { break }
      }
      #expect(list == ["0", "1", "2", "[DONE]"])
    }
  }

  @Test(arguments: ["one", "two"]) func chunksThatComeInOnePieceAreWhole(path: String) throws {
    try withNetwork { network, _ in
      let response = try await network.send(HTTPRequest("GET", server.http("/chunks/\(path)")))
      #expect(try await response.body.collect() == Array("abcdefgh".utf8))
    }
  }

  @Test func nobodyListens() throws {
    try withNetwork { network, _ in
      let error = await failure { _ = try await network.send(HTTPRequest("GET", NetURL("http://127.0.0.1:1/secret"))) }
      #expect(error?.kind == .unreachable)
      #expect(error.map { "\($0)" }?.contains("secret") == false)
    }
  }

  @Test func anUnknownHostIsUnreachable() throws {
    try withNetwork { network, _ in
      let error = await failure { _ = try await network.send(HTTPRequest("GET", NetURL("http://no-such-host.invalid/"))) }
      #expect(error?.kind == .unreachable)
    }
  }

  @Test func silenceEndsTheRequest() throws {
    try withNetwork { network, _ in
      var request = HTTPRequest("GET", try server.http("/hang"))
      request.limits.idle = .milliseconds(100)
      let sent = request
      #expect(await failure { _ = try await network.send(sent) }?.kind == .timedOut)
    }
  }

  @Test func theTotalTimeIsBounded() throws {
    try withNetwork { network, _ in
      var request = HTTPRequest("GET", try server.http("/stream?pieces=100&pause=0.02"))
      request.limits.total = .milliseconds(200)
      let response = try await network.send(request)
      #expect(await failure { _ = try await response.body.collect() }?.kind == .timedOut)
    }
  }

  @Test func cancellingTheTaskEndsTheRequest() throws {
    try withNetwork { network, loop in
      let task = Task(executorPreference: loop) { try await network.send(HTTPRequest("GET", server.http("/hang"))).status }
      await loop.wait(milliseconds: 50)
      task.cancel()
      #expect(await failure { _ = try await task.value }?.kind == .cancelled)
    }
  }

  @Test func lettingABodyGoEndsItsRequest() throws {
    try withNetwork { network, loop in
      for _ in 0..<5 { _ = try await network.send(HTTPRequest("GET", server.http("/stream?pieces=1000&pause=0.01"))).status }
      await loop.wait(milliseconds: 50)
    }
  }

  @Test func aLoopClosesInTheMiddleOfRequests() throws {
    try withNetwork { network, loop in
      for _ in 0..<5 { Task(executorPreference: loop) { try await network.send(HTTPRequest("GET", server.http("/hang"))) } }
      await loop.wait(milliseconds: 50)
    }
  }

  @Test func aHeaderWithALineEndIsRefused() throws {
    try withNetwork { network, _ in
      let request = HTTPRequest("GET", try server.http("/hello"), headers: ["x": "a\r\nb: c"])
      #expect(await failure { _ = try await network.send(request) }?.kind == .malformed)
    }
  }
}
