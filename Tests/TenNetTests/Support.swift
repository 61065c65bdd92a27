import Glibc
import TenCore
import TenLoop
import TenNet
import Testing

/// A server in Python that lives as long as the tests: what libwebsockets sends meets another implementation.
struct TestServer: Sendable {
  let port: Int
  let securePort: Int
  let proxyPort: Int
  let puppetPort: Int
  let certificate: String

  static let shared = TestServer()

  private init() {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let pipe = popen("exec /usr/bin/python3 /\(folder)/server.py", "re")
    var line = [CChar](repeating: 0, count: 512)
    guard let pipe, fgets(&line, 512, pipe) != nil else { fatalError("the test server did not start") }
    let words = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }.split { $0 == " " || $0 == "\n" }
    port = Int(words[0])!
    securePort = Int(words[1])!
    proxyPort = Int(words[2])!
    puppetPort = Int(words[3])!
    certificate = String(words[4])
  }

  func http(_ path: String) throws -> NetURL { try NetURL("http://127.0.0.1:\(port)\(path)") }
  func ws(_ path: String) throws -> NetURL { try NetURL("ws://127.0.0.1:\(port)\(path)") }
}

/// A peer that does what the test says, when it says it, on its connections to `url`.
struct PuppetPeer: Sendable {
  let name: String
  let network: any Network

  var request: HTTPRequest { get throws { try HTTPRequest("GET", NetURL("http://127.0.0.1:\(TestServer.shared.puppetPort)/\(name)")) } }

  /// Sends `text` on the last connection, and returns when it is on its way.
  func say(_ text: String) async throws { try await tell("say", text) }
  /// Says it as one chunk of a body.
  func sayChunk(_ text: String) async throws { try await say("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n") }
  func sayHead(_ headers: String...) async throws { try await say("HTTP/1.1 200 OK\r\n\(headers.map { "\($0)\r\n" }.joined())\r\n") }
  func close() async throws { try await tell("close") }
  func cut() async throws { try await tell("cut") }
  /// Waits until so many connections have come.
  func begun(_ count: Int = 1) async throws { try await tell("begun?count=\(count)") }
  /// Waits until so many connections have ended.
  func gone(_ count: Int = 1) async throws { try await tell("gone?count=\(count)") }

  private func tell(_ order: String, _ text: String = "") async throws {
    let url = try TestServer.shared.http("/puppets/\(name)/\(order)")
    let answer = try await network.send(HTTPRequest("POST", url, body: Payload(Array(text.utf8))))
    #expect(answer.status == 200)
    _ = try await answer.body.collect()
  }
}

/// Waits in a task of the loop, which goes on meanwhile. The limit is that of `withNetwork`.
func until(_ condition: () -> Bool) async {
  while !condition() { await Task.yield() }
}

/// Runs async code with the network of a new loop, and closes the loop: a handle that is open then fails the test.
func withNetwork<R: Sendable>(_ environment: [String: String] = [:], _ body: @escaping @Sendable (any Network, UVLoop) async throws -> R) throws -> R
{
  signal(SIGPIPE, SIG_IGN)
  let loop = try UVLoop()
  nonisolated(unsafe) var result: Result<R, any Error>?  // protected by the loop, which this thread runs
  var isLate = false
  let timer = loop.after(300_000_000_000) { isLate = true }
  Task(executorPreference: loop) {
    do { result = .success(try await body(NetworkSlot.of(loop) { environment[$0] }, loop)) } catch { result = .failure(error) }
  }
  loop.run { isLate || result != nil }
  loop.cancel(timer)
  let left = loop.close()
  #expect(left.isEmpty)
  return try #require(result, "the task did not end").get()
}

/// The error that `body` throws.
func failure(_ body: () async throws -> Void) async -> NetError? {
  do {
    try await body()
    return nil
  } catch { return error as? NetError }
}
