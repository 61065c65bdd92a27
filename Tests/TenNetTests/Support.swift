import Glibc
import TenCore
import TenLoop
import TenNet
import Testing

/// A server in Python that lives as long as the tests: what libwebsockets sends meets another implementation.
struct TestServer: Sendable {
  let port: Int
  let securePort: Int
  let certificate: String
  let proxyPort: Int

  static let shared = TestServer()

  private init() {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let pipe = popen("exec /usr/bin/python3 /\(folder)/server.py", "r")
    var line = [CChar](repeating: 0, count: 512)
    guard let pipe, fgets(&line, 512, pipe) != nil else { fatalError("the test server did not start") }
    let words = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }.split { $0 == " " || $0 == "\n" }
    port = Int(words[0])!
    securePort = Int(words[1])!
    certificate = String(words[2])
    proxyPort = Int(words[3])!
  }

  func http(_ path: String) throws -> NetURL { try NetURL("http://127.0.0.1:\(port)\(path)") }
  func ws(_ path: String) throws -> NetURL { try NetURL("ws://127.0.0.1:\(port)\(path)") }
}

extension UVLoop {
  /// Waits in a task of the loop.
  func wait(milliseconds: UInt64) async {
    await withCheckedContinuation { continuation in _ = after(milliseconds * 1_000_000) { continuation.resume() } }
  }
}

/// Runs async code with the network of a new loop, and closes the loop: a handle that is open then fails the test.
func withNetwork<R: Sendable>(_ environment: [String: String] = [:], _ body: @escaping @Sendable (any Network, UVLoop) async throws -> R) throws -> R
{
  signal(SIGPIPE, SIG_IGN)
  let loop = try UVLoop()
  nonisolated(unsafe) var result: Result<R, any Error>?  // protected by the loop, which this thread runs
  var isLate = false
  let timer = loop.after(15_000_000_000) { isLate = true }
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
