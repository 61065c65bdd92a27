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
    try withNetwork { network, _ in
      var request = HTTPRequest("GET", try server.http("/stream?pieces=100&size=65536"))
      request.limits.readAhead = 65_536
      let response = try await network.send(request)
      var count = 0
      for try await piece in response.body {
        count += piece.count
        if count < 3_000_000 { await Task.yield() }
      }
      #expect(count == 100 * 65_536)
    }
  }

  @Test func aBodyThatIsCutOffThrows() throws {
    try withNetwork { network, _ in
      let peer = PuppetPeer(name: "cut", network: network)
      async let answer = network.send(peer.request)
      try await peer.sayHead("Transfer-Encoding: chunked")
      try await peer.sayChunk("abcd")
      let response = try await answer
      var count = 0
      let error = await failure {
        for try await piece in response.body {
          count += piece.count
          try await peer.cut()
        }
      }
      #expect(error?.kind == .closed, "\(error.map { "\($0)" } ?? "no error") after \(count) bytes")
      #expect(count == 4)
    }
  }

  @Test func aBodyThatIsShorterThanItsHeadSaysThrows() throws {
    try withNetwork { network, _ in
      let peer = PuppetPeer(name: "short", network: network)
      async let answer = network.send(peer.request)
      try await peer.sayHead("Content-Length: 10000")
      try await peer.say(String(repeating: "x", count: 5_000))
      try await peer.close()
      let response = try await answer
      #expect(await failure { _ = try await response.body.collect() }?.kind == .closed)
    }
  }

  @Test func aBodyWithoutALengthEndsWithTheConnection() throws {
    try withNetwork { network, _ in
      let peer = PuppetPeer(name: "endless", network: network)
      async let answer = network.send(peer.request)
      try await peer.sayHead()
      try await peer.say(String(repeating: "x", count: 5_000))
      try await peer.close()
      #expect(try await answer.body.collect().count == 5_000)
    }
  }

  @Test func eventsComeWhenTheyAreSent() throws {
    try withNetwork { network, _ in
      let peer = PuppetPeer(name: "events", network: network)
      async let answer = network.send(peer.request)
      try await peer.sayHead("Content-Type: text/event-stream", "Transfer-Encoding: chunked")
      var rest = ["1", "2", "[DONE]"]
      try await peer.sayChunk("data: 0\n\n")
      var list: [String] = []
      // Each is sent when the one before it has come; the body itself never ends.
      for try await event in ServerSentEvents(try await answer.body) {
        list.append(event.data)
        if rest.isEmpty { break }
        try await peer.sayChunk("data: \(rest.removeFirst())\n\n")
      }
      #expect(list == ["0", "1", "2", "[DONE]"])
    }
  }

  @Test(arguments: [1, 2]) func chunksThatComeInOnePieceAreWhole(pieces: Int) throws {
    try withNetwork { network, _ in
      let peer = PuppetPeer(name: "chunks\(pieces)", network: network)
      async let answer = network.send(peer.request)
      let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n"
      let tail = "4\r\nefgh\r\n0\r\n\r\n"
      try await peer.say(pieces == 1 ? head + tail : head)
      let response = try await answer
      if pieces == 2 { try await peer.say(tail) }
      try await peer.close()
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
      var request = try PuppetPeer(name: "silent", network: network).request
      request.limits.idle = .milliseconds(100)
      let sent = request
      #expect(await failure { _ = try await network.send(sent) }?.kind == .timedOut)
    }
  }

  @Test func theTotalTimeIsBounded() throws {
    try withNetwork { network, _ in
      // A machine that stands still may need all of it for the head of the answer: then once more, with more of it.
      for seconds in [1, 4, 16, 64] as [Int64] {
        let peer = PuppetPeer(name: "talkative-\(seconds)", network: network)
        var request = try peer.request
        request.limits.total = .seconds(seconds)
        let sent = request
        async let answer = network.send(sent)
        try await peer.sayHead()
        guard let response = try? await answer else { continue }
        try await peer.say("x")
        let error = await failure { for try await _ in response.body { try await peer.say("x") } }
        #expect(error?.kind == .timedOut)
        return
      }
      Issue.record("no head came in time")
    }
  }

  @Test func cancellingTheTaskEndsTheRequest() throws {
    try withNetwork { network, loop in
      let peer = PuppetPeer(name: "cancelled", network: network)
      let task = Task(executorPreference: loop) { try await network.send(peer.request).status }
      try await peer.begun()
      task.cancel()
      #expect(await failure { _ = try await task.value }?.kind == .cancelled)
      try await peer.gone()
    }
  }

  @Test func lettingABodyGoEndsItsRequest() throws {
    try withNetwork { network, _ in
      for number in 1...5 {
        let peer = PuppetPeer(name: "let-go-\(number)", network: network)
        do {
          async let answer = network.send(peer.request)
          try await peer.sayHead("Transfer-Encoding: chunked")
          try await peer.sayChunk("abcd")
          #expect(try await answer.status == 200)
        }
        try await peer.gone()
      }
    }
  }

  @Test func aLoopClosesInTheMiddleOfRequests() throws {
    try withNetwork { network, loop in
      let peer = PuppetPeer(name: "left", network: network)
      for _ in 0..<5 { Task(executorPreference: loop) { try await network.send(peer.request) } }
      try await peer.begun(5)
    }
  }

  @Test func aHeaderWithALineEndIsRefused() throws {
    try withNetwork { network, _ in
      let request = HTTPRequest("GET", try server.http("/hello"), headers: ["x": "a\r\nb: c"])
      #expect(await failure { _ = try await network.send(request) }?.kind == .malformed)
    }
  }
}
