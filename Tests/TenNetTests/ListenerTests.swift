import TenCore
import TenLoop
import TenNet
import Testing

@Suite struct ListenerTests {
  private static let handlers = NetListenerHandlers(
    answer: { request in
      switch request.target {
      case "/hello?a=1&b=2":
        HTTPAnswer(200, headers: ["Content-Type": "text/plain", "X-Trace-Id": request.headers["x-own"] ?? ""], body: Payload(Array("hello".utf8)))
      case "/echo": HTTPAnswer(200, headers: ["X-Trace-Id": request.method], body: request.body)
      case "/split": HTTPAnswer(200, headers: ["x": "a\r\nb: c"])
      default: HTTPAnswer(404)
      }
    },
    upgrade: { request in
      guard request.target == "/ws?token=good" else { return .refuse(401) }
      return .accept { socket in
        while let message = await socket.receive() {
          if message == .text("bye") { return await socket.close(code: 4003, reason: "as asked") }
          try? await socket.send(message)
        }
      }
    })

  private func withListener<R: Sendable>(
    _ change: (inout NetListenerOptions) -> Void = { _ in },
    _ body: @escaping @Sendable (any Network, UVLoop, any NetListener, String) async throws -> R
  ) throws -> R {
    var options = NetListenerOptions()
    options.headers = ["X-Own"]
    change(&options)
    let chosen = options
    return try withNetwork { network, loop in
      let listener = try network.listen(chosen, Self.handlers)
      let result = try await body(network, loop, listener, "127.0.0.1:\(listener.port)")
      listener.close()
      return result
    }
  }

  @Test func aRequestIsAnswered() throws {
    try withListener { network, _, _, place in
      for _ in 0..<3 {
        let response = try await network.send(HTTPRequest("GET", NetURL("http://\(place)/hello?a=1&b=2"), headers: ["X-Own": "mine"]))
        #expect(response.status == 200 && response.headers["content-type"] == "text/plain" && response.headers["x-trace-id"] == "mine")
        #expect(try await response.body.collect() == Array("hello".utf8))
      }
    }
  }

  @Test(arguments: [0, 5, 300_000, 1_048_576]) func aBodyComesBack(size: Int) throws {
    try withListener { network, _, _, place in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
      let response = try await network.send(HTTPRequest("POST", NetURL("http://\(place)/echo"), body: Payload(bytes)))
      #expect(response.status == 200 && response.headers["x-trace-id"] == "POST")
      #expect(try await response.body.collect(upTo: 2_000_000) == bytes)
    }
  }

  @Test func aBodyBeyondTheBoundIsRefused() throws {
    try withListener({ $0.body = 1000 }) { network, _, _, place in
      let response = try await network.send(HTTPRequest("POST", NetURL("http://\(place)/echo"), body: Payload([UInt8](repeating: 1, count: 1001))))
      #expect(response.status == 413)
    }
  }

  @Test func anUnknownPathAndAnUnsoundAnswerHaveTheirStatus() throws {
    try withListener { network, _, _, place in
      for (path, status) in [("none", 404), ("split", 500)] {
        let response = try await network.send(HTTPRequest("GET", NetURL("http://\(place)/\(path)")))
        #expect(response.status == status)
      }
    }
  }

  @Test func messagesOfAWebSocketComeBack() throws {
    try withListener { network, _, _, place in
      let socket = try await network.connect(HTTPRequest("GET", NetURL("ws://\(place)/ws?token=good")))
      let bytes = Payload((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
      for message in [WebSocketMessage.text("hello"), .binary(bytes), .text("")] {
        try await socket.send(message)
        #expect(await socket.receive() == message)
      }
      try await socket.send(.text("bye"))
      #expect(await socket.receive() == nil)
      #expect(socket.closure == WebSocketClosure(code: 4003, reason: "as asked"))
    }
  }

  @Test func aRefusedUpgradeHasItsStatus() throws {
    try withListener { network, _, _, place in
      let error = await failure { _ = try await network.connect(HTTPRequest("GET", NetURL("ws://\(place)/ws?token=bad"))) }
      #expect(error?.kind == .refused && error?.status == 401, "\(error.map { "\($0)" } ?? "no error")")
    }
  }

  @Test func closingEndsThePortAndEveryConnection() throws {
    try withListener { network, _, listener, place in
      let socket = try await network.connect(HTTPRequest("GET", NetURL("ws://\(place)/ws?token=good")))
      try await socket.send(.text("x"))
      #expect(await socket.receive() == .text("x"))
      listener.close()
      #expect(await socket.receive() == nil)
      // A turn of the loop may pass until the port is free.
      var error: NetError?
      while error == nil { error = await failure { _ = try await network.send(HTTPRequest("GET", NetURL("http://\(place)/none"))) } }
      #expect(error?.kind == .unreachable || error?.kind == .closed, "\(error.map { "\($0)" } ?? "no error")")
      let again = try network.listen(NetListenerOptions(), Self.handlers)
      let response = try await network.send(HTTPRequest("GET", NetURL("http://127.0.0.1:\(again.port)/none")))
      #expect(response.status == 404)
    }
  }

  @Test func aLoopClosesWithAnOpenListener() throws {
    try withNetwork { network, _ in
      let listener = try network.listen(NetListenerOptions(), Self.handlers)
      let socket = try await network.connect(HTTPRequest("GET", NetURL("ws://127.0.0.1:\(listener.port)/ws?token=good")))
      try await socket.send(.text("x"))
    }
  }

  @Test func aPortInUseIsRefused() throws {
    try withListener { network, _, listener, _ in
      var options = NetListenerOptions()
      options.port = listener.port
      let taken = options
      #expect(await failure { _ = try network.listen(taken, Self.handlers) }?.kind == .unreachable)
    }
  }

  @Test func pingsKeepAQuietClient() throws {
    // A machine that stands still for longer than the idle time looks like a client that answers no ping: then once more, with more of it.
    for seconds in [1, 4, 16] as [Int64] { if try isKept(seconds) { return } }
    Issue.record("it was never kept")
  }

  /// Whether a client that says nothing stays over three times the listener's idle time.
  private func isKept(_ seconds: Int64) throws -> Bool {
    try withListener({ $0.socket.idle = .seconds(seconds) }) { network, _, _, place in
      var request = HTTPRequest("GET", try NetURL("ws://\(place)/ws?token=good"))
      request.limits.idle = .seconds(seconds * 30)
      let socket = try await network.connect(request)
      // Another connection, to a side that answers no ping, shows that the time has passed.
      var other = HTTPRequest("GET", try TestServer.shared.ws("/ws?token=good&deaf=1"))
      other.limits.idle = .seconds(seconds * 3)
      #expect(try await network.connect(other).receive() == nil)
      guard socket.closure == nil else { return false }
      await socket.close(code: 1000, reason: "")
      return true
    }
  }
}
