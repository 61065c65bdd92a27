import Glibc
import Logging
import NIOPosix
import TenCore
import TenGraph
import Testing

@testable import TenServer

/// What only a socket shows: raw requests, slow ones, streams, and the end of a server.
@Suite struct HTTPSocketTests {
  private static let endpoints: [Endpoint] = {
    var make = Endpoint(.post, "/make", "make", tag: "test", "", responses: []) { request in .json(request.body) }
    make.body = .any
    let stream = Endpoint(.get, "/stream", "stream", tag: "test", "", responses: []) { _ in
      APIResponse(
        200,
        .stream(
          AsyncStream { continuation in
            for piece in ["one\n", "two\n"] { continuation.yield(Array(piece.utf8)) }
            continuation.finish()
          }, contentType: "text/plain"))
    }
    let endless = Endpoint(.get, "/endless", "endless", tag: "test", "", responses: []) { _ in
      APIResponse(200, .stream(AsyncStream { $0.yield(Array("first\n".utf8)) }, contentType: "text/plain"))
    }
    let flood = Endpoint(.get, "/flood", "flood", tag: "test", "", responses: []) { _ in
      let piece = [UInt8](repeating: 0x61, count: 1 << 16)
      let stream = AsyncStream<[UInt8]> { continuation in
        continuation.onTermination = { _ in floods.continuation.yield() }
        for _ in 0..<256 { continuation.yield(piece) }
      }
      return APIResponse(200, .stream(stream, contentType: "text/plain"))
    }
    return [make, stream, endless, flood]
  }()

  /// Told whenever nobody waits for a flood any more.
  private static let floods = AsyncStream.makeStream(of: Void.self)

  /// Runs a server for the time of a test, and waits for its end.
  private static func serve(
    limits: HTTPServer.Limits = HTTPServer.Limits(), log: String? = nil, _ test: @Sendable (Int, HTTPServer) async throws -> Void
  ) async throws {
    let listener = try HTTPListener(host: "127.0.0.1", port: 0, sharesPort: false)
    let handler = APIHandler(endpoints: endpoints, configuration: Requests.configuration { $0.limits.body = 1_000 })
    let server = HTTPServer(
      listener: listener, handler: handler, log: try AccessLog(path: log ?? "/dev/null"), logger: Logger(label: "test"), limits: limits)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await test(listener.port, server)
      await server.stop(within: 120)
      try await group.waitForAll()
    }
  }

  @Test func anAnswerHasItsLengthItsNameAndADate() async throws {
    try await Self.serve { port, _ async throws in
      let answer = try await RawClient.ask(
        port,
        "POST /make HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Request-ID: mine\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}"
      )
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.contains("x-request-id: mine\r\n"))
      #expect(answer.contains("server-timing: total;dur="))
      #expect(answer.contains("Content-Length: 7\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n{\"a\":1}"))
      #expect(answer.contains("Date: "))
    }
  }

  @Test func aBodyOverTheLimitIsRefusedBeforeItIsRead() async throws {
    try await Self.serve { port, _ async throws in
      let head = "POST /make HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
      #expect(try await RawClient.ask(port, head + "Content-Length: 1001\r\n\r\n" + String(repeating: "1", count: 1_001)).hasPrefix("HTTP/1.1 413"))
      let chunk = "3e9\r\n" + String(repeating: "1", count: 1_001) + "\r\n0\r\n\r\n"
      #expect(try await RawClient.ask(port, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk).hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test(arguments: ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  /\u{1} HTTP/1.1\r\n\r\n"])
  func whatIsNoRequestEndsTheConnectionAndNothingElse(text: String) async throws {
    try await Self.serve { port, _ async throws in
      let answer = try await RawClient.ask(port, text)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
      #expect(try await RawClient.ask(port, "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 404"))
    }
  }

  @Test func tooManyHeadersEndTheConnection() async throws {
    try await Self.serve { port, _ async throws in
      let headers = (0..<200).map { "x-\($0): 1\r\n" }.joined()
      let answer = try await RawClient.ask(port, "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
      #expect(!answer.hasPrefix("HTTP/1.1 404"))
    }
  }

  @Test func aClientThatNeverFinishesItsHeadIsClosed() async throws {
    var limits = HTTPServer.Limits()
    limits.headSeconds = 1
    try await Self.serve(limits: limits) { port, _ async throws in
      #expect(try await RawClient.ask(port, "GET /make HTTP/1.1\r\nHost: local").isEmpty)
    }
  }

  @Test func aClientThatNeverFinishesItsBodyIsClosed() async throws {
    var limits = HTTPServer.Limits()
    limits.bodySeconds = 1
    try await Self.serve(limits: limits) { port, _ async throws in
      let answer = try await RawClient.ask(
        port, "POST /make HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"a\":")
      #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test(arguments: ["Content-Length: 100000", "Transfer-Encoding: chunked"])
  func aBodyThatNobodyReadsIsNotListenedToForLong(header: String) async throws {
    var limits = HTTPServer.Limits()
    limits.headSeconds = 3_600
    limits.refusedSeconds = 1
    try await Self.serve(limits: limits) { port, _ async throws in
      let client = try RawClient(port)
      try client.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n3e9\r\n" + String(repeating: "1", count: 1_001) + "\r\n")
      try await client.receive { _ in false }
      #expect(client.text.hasPrefix("HTTP/1.1 404"))
      #expect(client.isEnded)
    }
  }

  @Test func aConnectionGoesOnAfterABodyThatNobodyRead() async throws {
    try await Self.serve { port, _ async throws in
      let answer = try await RawClient.ask(
        port,
        "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcdeGET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      )
      #expect(answer.hasPrefix("HTTP/1.1 404") && answer.contains("two\n"))
    }
  }

  @Test func aClientThatDoesNotReadItsAnswerIsClosed() async throws {
    var limits = HTTPServer.Limits()
    limits.unreadSeconds = 1
    try await Self.serve(limits: limits) { port, _ async throws in
      let client = try RawClient(port)
      try client.send("GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
      for await _ in Self.floods.stream { break }
      withExtendedLifetime(client) {}
    }
  }

  @Test func aConnectionsOptionsNeedNoPrivilege() async throws {
    try await Self.serve { port, _ async throws in
      let client = try RawClient(port)
      try client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try await client.receive { $0.contains("first\n") }
      let descriptor = try #require(client.otherSide)
      #expect(RawClient.option(SOL_SOCKET, SO_DEBUG, of: descriptor) == 0)
      #expect(RawClient.option(CInt(IPPROTO_TCP), TCP_NODELAY, of: descriptor) == 1)
      #expect(RawClient.option(CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, of: descriptor) == 60_000)
    }
  }

  @Test func aLogThatNobodyReadsHoldsNobodyUp() throws {
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let log = try AccessLog(path: "/proc/self/fd/\(ends[1])")
    var entry = AccessLog.Entry()
    entry.path = String(repeating: "a", count: 900)
    for _ in 0..<200 { log.write(entry) }
    // 64 KiB are in the pipe.
    var bytes = [UInt8](repeating: 0, count: 1 << 17)
    #expect(read(ends[0], &bytes, bytes.count) > 0)
    log.write(entry)
    let count = read(ends[0], &bytes, bytes.count)
    let line = String(decoding: bytes[..<max(0, count)], as: UTF8.self).prefix { $0 != "\n" }
    #expect(try #require(JSON.parse(String(line)).object?["lost"]?.int) > 100)
  }

  @Test func aStreamIsSentAsItComesAndEnds() async throws {
    try await Self.serve { port, _ async throws in
      let answer = try await RawClient.ask(port, "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      #expect(answer.contains("one\n") && answer.contains("two\n") && answer.hasSuffix("0\r\n\r\n"))
    }
  }

  @Test func theEndOfAServerEndsStreamsThatHaveNone() async throws {
    try await Self.serve { port, server async throws in
      let client = try RawClient(port)
      try client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try await client.receive { $0.contains("first\n") }
      #expect(client.text.contains("first\n"))
      await server.stop(within: 120)
      try await client.receive { _ in false }
      #expect(throws: (any Error).self) { _ = try RawClient(port) }
    }
  }

  @Test func theAccessLogHasALineForEachRequestAndNoSecret() async throws {
    let file = "/tmp/tenhost-access-\(UInt64.random(in: .min ... .max)).log"
    defer { unlink(file) }
    try await Self.serve(log: file) { port, _ async throws in
      _ = try await RawClient.ask(
        port, "GET /nowhere?token=secret-value HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret-token\r\nConnection: close\r\n\r\n")
    }
    let text = String(decoding: try TextFile.read(file), as: UTF8.self)
    let line = try #require(try JSON.parse(text).object)
    #expect(line["path"] == "/nowhere" && line["status"] == 404 && line["query"] == ["token"] && line["peer"] == "127.0.0.1")
    #expect(!text.contains("secret"))
  }

  @Test func anAddressInUseIsToldUnlessItIsShared() throws {
    let first = try HTTPListener(host: "127.0.0.1", port: 0, sharesPort: false)
    defer { close(first.descriptor) }
    #expect(throws: HTTPListener.Failure.self) { _ = try HTTPListener(host: "127.0.0.1", port: first.port, sharesPort: false) }
    close(try HTTPListener(host: "127.0.0.1", port: first.port, sharesPort: true).descriptor)
  }

  @Test func theNextServersSocketGetsAllConnectionsOfThePort() throws {
    let first = try HTTPListener(host: "127.0.0.1", port: 0, sharesPort: false)
    let second = try HTTPListener(host: "127.0.0.1", port: first.port, sharesPort: true)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(first.port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let clients = (0..<40).map { _ in socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
    for client in clients {
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
      }
      #expect(result == 0)
    }
    #expect(accept(first.descriptor, nil, nil) < 0)
    let accepted = clients.map { _ in accept(second.descriptor, nil, nil) }
    #expect(accepted.allSatisfy { $0 >= 0 })
    for descriptor in clients + accepted + [first.descriptor, second.descriptor] { close(descriptor) }
  }

  @Test func datesAreWrittenAsHTTPHasThem() {
    #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(951_782_400) == "Tue, 29 Feb 2000 00:00:00 GMT")
    #expect(HTTPDate.text(1_795_289_856) == "Sat, 21 Nov 2026 19:37:36 GMT")
  }
}

/// A client that sends what it is told, byte for byte.
final class RawClient: @unchecked Sendable {
  // @unchecked: one test uses it, one step after the other.
  struct Failure: Error {}

  private let descriptor: CInt
  private(set) var text = ""
  /// Whether the server has closed.
  private(set) var isEnded = false

  init(_ port: Int) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    // A test that waits in vain must end.
    var time = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard code == 0 else {
      close(descriptor)
      throw Failure()
    }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Waits until what has come is enough, or for the end. On a thread of its own: the server works on those of the tests.
  func receive(until isEnough: @escaping @Sendable (String) -> Bool) async throws {
    try await NIOThreadPool.singleton.runIfActive { [self] in
      while !isEnough(text), receiveMore() {}
    }
  }

  private func receiveMore() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var count: Int
    // After a stop of this process, too.
    repeat { count = recv(descriptor, &buffer, buffer.count, 0) } while count < 0 && errno == EINTR
    isEnded = count == 0 || (count < 0 && errno == ECONNRESET)
    guard count > 0 else { return false }
    text += String(decoding: buffer[..<count], as: UTF8.self)
    return true
  }

  /// The server's descriptor of this connection: it is in the same process.
  var otherSide: CInt? {
    // Of connections to other servers, one may come from the same port.
    guard let mine = Self.port(descriptor, getsockname), let theirs = Self.port(descriptor, getpeername) else { return nil }
    return (CInt(3)..<65_536).first { Self.port($0, getpeername) == mine && Self.port($0, getsockname) == theirs }
  }

  private static func port(_ descriptor: CInt, _ ask: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt) -> UInt16? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
    }
    return code == 0 && address.sin_family == sa_family_t(AF_INET) ? address.sin_port : nil
  }

  static func option(_ level: CInt, _ name: CInt, of descriptor: CInt) -> CInt {
    var value: CInt = -1
    var length = socklen_t(MemoryLayout<CInt>.size)
    getsockopt(descriptor, level, name, &value, &length)
    return value
  }

  /// Everything that comes until the server closes.
  static func ask(_ port: Int, _ text: String) async throws -> String {
    let client = try RawClient(port)
    try client.send(text)
    try await client.receive { _ in false }
    return client.text
  }
}
