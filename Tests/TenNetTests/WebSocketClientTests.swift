import TenCore
import TenLoop
import Testing

@testable import TenNet

@Suite struct WebSocketClientTests {
  private let server = TestServer.shared

  @Test func textAndBinaryComeBack() throws {
    try withNetwork { network, _ in
      let socket = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=good")))
      let bytes = Payload((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
      let text = String(repeating: "é", count: 100_000)
      for message in [WebSocketMessage.text("hello"), .binary(bytes), .text(text), .text("")] {
        try await socket.send(message)
        #expect(await socket.receive() == message)
      }
      await socket.close(code: 1000, reason: "done")
      #expect(socket.closure?.code == 1000 && socket.closure?.error == nil)
      #expect(await socket.receive() == nil)
    }
  }

  @Test func aRefusedUpgradeGivesItsStatus() throws {
    try withNetwork { network, _ in
      let error = await failure { _ = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=bad"))) }
      #expect(error?.kind == .refused && error?.status == 401, "\(error.map { "\($0)" } ?? "no error")")
      let missing = await failure { _ = try await network.connect(HTTPRequest("GET", server.ws("/none"))) }
      #expect(missing?.kind == .refused && missing?.status == 404)
    }
  }

  @Test func theOtherSideClosesWithItsCode() throws {
    try withNetwork { network, _ in
      let socket = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=good")))
      try await socket.send(.text("bye"))
      #expect(await socket.receive() == nil)
      #expect(socket.closure == WebSocketClosure(code: 4003, reason: "as asked"))
      #expect(await failure { try await socket.send(.text("late")) }?.kind == .closed)
    }
  }

  @Test func aConnectionThatIsCutHasTheCode1006() throws {
    try withNetwork { network, _ in
      let socket = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=good")))
      try await socket.send(.text("cut"))
      #expect(await socket.receive() == nil)
      #expect(socket.closure?.code == 1006 && socket.closure?.error?.kind == .closed)
    }
  }

  @Test func aMessageBeyondTheBoundEndsTheConnection() throws {
    try withNetwork { network, _ in
      var request = HTTPRequest("GET", try server.ws("/ws?token=good"))
      request.limits.message = 1000
      let socket = try await network.connect(request)
      try await socket.send(.binary(Payload([UInt8](repeating: 1, count: 5000))))
      #expect(await socket.receive() == nil)
      #expect(socket.closure?.code == 1009 && socket.closure?.error?.kind == .tooLarge)
    }
  }

  @Test func aSenderWaitsWhileTooMuchWaits() throws {
    try withNetwork { network, loop in
      var request = HTTPRequest("GET", try server.ws("/ws?token=good"))
      request.limits.writeAhead = 100_000
      request.limits.readAhead = 50_000
      let socket = try await network.connect(request)
      let reader = Task(executorPreference: loop) {
        var count = 0
        while count < 60, await socket.receive() != nil {
          count += 1
          await Task.yield()
        }
        return count
      }
      for _ in 0..<60 {
        try await socket.send(.binary(Payload([UInt8](repeating: 1, count: 60_000))))
        #expect(socket.queuedBytes <= 100_000)
      }
      #expect(await reader.value == 60)
      await socket.close(code: 1000, reason: "")
    }
  }

  @Test func pingsKeepAQuietConnection() throws {
    try withNetwork { network, _ in
      // A machine that stands still for longer than the idle time looks like a side that answers no ping: then once more, with more of it.
      for milliseconds in [200, 2_000, 20_000] as [Int64] {
        var request = HTTPRequest("GET", try server.ws("/ws?token=good"))
        request.limits.idle = .milliseconds(milliseconds)
        guard let socket = try? await network.connect(request) else { continue }
        // One after each half of the idle time: more than that has passed then.
        guard await socket.receive() == .text("five pings") else { continue }
        #expect(socket.closure == nil)
        await socket.close(code: 1000, reason: "")
        return
      }
      Issue.record("it was never kept")
    }
  }

  @Test func aSideThatAnswersNoPingIsGone() throws {
    try withNetwork { network, _ in
      var request = HTTPRequest("GET", try server.ws("/ws?token=good&deaf=1"))
      request.limits.idle = .milliseconds(200)
      let socket = try await network.connect(request)
      #expect(await socket.receive() == nil)
      #expect(socket.closure?.error?.kind == .timedOut)
    }
  }

  @Test func lettingASocketGoEndsItsConnection() throws {
    try withNetwork { network, _ in
      for _ in 0..<3 { _ = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=good"))).queuedBytes }
      let own = try #require(network as? LoopNetwork)
      await until { own.connections.isEmpty }
    }
  }

  @Test func aLoopClosesWithOpenSockets() throws {
    try withNetwork { network, loop in
      for _ in 0..<3 {
        let socket = try await network.connect(HTTPRequest("GET", server.ws("/ws?token=good")))
        try await socket.send(.text("x"))
      }
    }
  }
}
