internal import TenCore
internal import TenGraph
internal import TenNet
internal import TenTesting

/// One request, and the stream that answers it. Keeps the request's limits, as a network does.
final class StreamingLLMRequest: LLMVendorRequest {
  private struct State {
    var isOpen = true
    var response: HTTPResponse?
  }

  let text: String
  private let wire: StreamingLLM.Wire
  private let body = PuppetBody()
  private let state = Locked(State())

  init(_ request: HTTPRequest, _ wire: StreamingLLM.Wire, _ loop: VirtualLoop?) {
    text = request.body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    self.wire = wire
    let source = Source(body, request.limits, loop) { [weak self] in self?.close() }
    state.withLock { $0.response = HTTPResponse(status: 200, body: HTTPBody(source)) }
  }

  /// To be taken once: who has it decides how long the stream lives.
  var response: HTTPResponse {
    state.withLock { state in
      defer { state.response = nil }
      return state.response ?? .text(500, "")
    }
  }

  var isOpen: Bool { state.withLock { $0.isOpen } }
  private func close() { state.withLock { $0.isOpen = false } }

  func say(_ text: String) { body.write(wire.text(text)) }
  func call(_ tool: String, id: String, arguments: Properties) { body.write(wire.call(id, tool, JSON.text(of: .object(arguments)))) }

  func end() {
    body.write(wire.end)
    body.end()
    close()
  }

  func breakOff() {
    body.end(NetError(.closed, attempted: "reading a response", reason: "the other side has gone"))
    close()
  }

  /// The stream as the extension holds it: let go, or read by a task that was cancelled, it is closed.
  private final class Source: HTTPBodySource {
    private let body: PuppetBody
    private let idle: Duration
    private let loop: VirtualLoop?
    private let closed: @Sendable () -> Void
    private let total = Locked(TimerID.none)

    init(_ body: PuppetBody, _ limits: NetLimits, _ loop: VirtualLoop?, _ closed: @escaping @Sendable () -> Void) {
      (self.body, idle, self.loop, self.closed) = (body, limits.idle, loop, closed)
      guard let loop, let limit = limits.total else { return }
      let timer = loop.after(limit.nanoseconds) { body.end(Self.late(limit)) }
      total.withLock { $0 = timer }
    }

    deinit {
      loop?.cancel(total.withLock { $0 })
      closed()
    }

    func next() async throws(NetError) -> Payload? {
      let (body, idle) = (body, idle)
      let timer = loop?.after(idle.nanoseconds) { body.end(Self.late(idle)) }
      defer { if let timer { loop?.cancel(timer) } }
      do {
        return try await body.next()
      } catch {
        closed()
        throw error
      }
    }

    private static func late(_ limit: Duration) -> NetError {
      NetError(.timedOut, attempted: "reading a response", reason: "nothing came for \(limit.components.seconds) s")
    }
  }
}
