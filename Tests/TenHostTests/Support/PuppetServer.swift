import TenCore
import TenGraph
import TenLoop
import TenNet
import Testing

@testable import TenHost

/// A tenhost server that says what the test wants, on a port and a thread of its own. Must be ended by `stop`.
final class PuppetServer: Sendable {
  struct Asked: Sendable {
    var line: String
    var token: String?
    var lastEvent: String?
  }

  /// Goes before its loop does.
  private let listener: any NetListener
  private let thread: UVLoopThread
  let port: Int
  private let asked: AskedLog

  var requests: [Asked] { asked.list.withLock { $0 } }
  var url: String { "http://127.0.0.1:\(port)" }

  /// - Parameter answer: of a line such as `GET /v1/sessions`, and how often it was asked before; nil for 404.
  static func start(_ answer: @escaping @Sendable (_ line: String, _ time: Int) -> HTTPAnswer?) async throws -> PuppetServer {
    let thread = try UVLoop.onThread(name: "puppet")
    let asked = AskedLog()
    let handlers = NetListenerHandlers { request in
      let line = "\(request.method) \(request.target)"
      let time = asked.list.withLock { list in
        list.append(Asked(line: line, token: request.headers["authorization"], lastEvent: request.headers["last-event-id"]))
        return list.count { $0.line == line } - 1
      }
      return answer(line, time) ?? problem(404, "unknown_session", "there is no session of that name")
    }
    var options = NetListenerOptions()
    options.headers = ["authorization", "last-event-id"]
    let result: Result<any NetListener, any Error> = await withCheckedContinuation { continuation in
      thread.loop.post { [options] in
        continuation.resume(returning: Result { try NetworkSlot.of(thread.loop).listen(options, handlers) })
      }
    }
    do {
      let listener = try result.get()
      return PuppetServer(thread, listener, asked)
    } catch {
      thread.stopAndJoin()
      throw error
    }
  }

  private init(_ thread: UVLoopThread, _ listener: any NetListener, _ asked: AskedLog) {
    self.thread = thread
    self.listener = listener
    self.asked = asked
    port = listener.port
  }

  func stop() { thread.stopAndJoin() }

  static func json(_ text: String, status: Int = 200) -> HTTPAnswer {
    HTTPAnswer(status, headers: ["Content-Type": "application/json"], body: Payload(Array(text.utf8)))
  }

  static func problem(_ status: Int, _ code: String, _ detail: String) -> HTTPAnswer {
    json(#"{"type": "about:blank", "status": \#(status), "code": "\#(code)", "detail": "\#(detail)"}"#, status: status)
  }
}

final class AskedLog: Sendable {
  let list = Locked<[PuppetServer.Asked]>([])
}
