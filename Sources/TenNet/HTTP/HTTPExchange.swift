internal import TenCore
internal import TenLoop

/// One request and its answer. On the loop's thread.
final class HTTPExchange: Connection, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private var headWaiter: CheckedContinuation<Result<HTTPResponse, NetError>, Never>?
  private var isAnswered = false
  private var bodyWaiter: CheckedContinuation<Result<Payload?, NetError>, Never>?
  private var pieces: ArraySlice<Payload> = []
  private var waiting = 0
  private var isPaused = false
  private var outcome: Result<Void, NetError>?
  private var sent = 0
  private var endsWithConnection = false
  private var isChunked = false
  /// Bytes of the body, as its head says, and that have come.
  private var expected: Int?
  private var count = 0
  private var gaveBytes = false

  /// Sends the request and waits for the head of the answer.
  func head() async -> Result<HTTPResponse, NetError> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        headWaiter = continuation
        if Task.isCancelled { return cancel() }
        start()
      }
    } onCancel: {
      loop.post { self.cancel() }
    }
  }

  func next() async -> Result<Payload?, NetError> {
    guard loop.isOnLoop else { return .failure(NetError(.ended, attempted: summary, reason: "the body was read outside of the network's loop")) }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if let result = takeNext() { return continuation.resume(returning: result) }
        guard bodyWaiter == nil else {
          return continuation.resume(returning: .failure(NetError(.malformed, attempted: summary, reason: "two tasks read one body")))
        }
        bodyWaiter = continuation
      }
    } onCancel: {
      loop.post { self.cancel() }
    }
  }

  func cancel() { fail(.cancelled, "the request was cancelled") }

  /// Nobody reads the body any more.
  func letGo() {
    pieces = []
    cancel()
  }

  private func takeNext() -> Result<Payload?, NetError>? {
    if let piece = pieces.popFirst() {
      waiting -= piece.count
      resumeReading()
      return .success(piece)
    }
    return outcome.map { $0.map { nil } }
  }

  private func resumeReading() {
    guard isPaused, waiting <= request.limits.readAhead / 2, let wsi else { return }
    isPaused = false
    touch()
    LWS.setReading(wsi, true)
  }

  override var readBuffer: UnsafeMutablePointer<CChar>? {
    didSet { gaveBytes = false }
  }

  override var isWaitingForPeer: Bool { !isPaused }

  override func headerFields() -> [UInt8] {
    var text = ""
    for field in request.headers where !Self.own.contains(field.name.lowercased()) { text += "\(field.name): \(field.value)\r\n" }
    if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) { text += "Content-Length: \(request.body.count)\r\n" }
    if !request.body.isEmpty, let wsi {
      LWS.setBodyPending(wsi, true)
      LWS.askToWrite(wsi)
    }
    return Array(text.utf8)
  }

  static let own: Set<String> = ["host", "content-length", "connection", "transfer-encoding", "upgrade"]

  override func writable(_ wsi: OpaquePointer) {
    let left = request.body.count - sent
    guard left > 0 else { return }
    let count = min(left, 32_768)
    touch()
    let isLast = count == left
    let isWritten = request.body[sent..<sent + count].withUnsafeBytes { LWS.write(wsi, $0, isLast ? .bodyEnd : .bodyPart) }
    guard isWritten else { return fail(.closed, "the connection ended while the body was sent") }
    sent += count
    if isLast { LWS.setBodyPending(wsi, false) } else { LWS.askToWrite(wsi) }
  }

  override func hasHead(_ wsi: OpaquePointer) {
    touch()
    let headers = LWS.headers(wsi)
    endsWithConnection = headers["content-length"] == nil && headers["transfer-encoding"] == nil
    isAnswered = true
    isChunked = headers["transfer-encoding"] != nil
    expected = isChunked || request.method == "HEAD" ? nil : headers["content-length"].flatMap { Int($0) }
    let body = HTTPBody(BodySource(self))
    headWaiter?.resume(returning: .success(HTTPResponse(status: LWS.status(wsi) ?? 0, headers: headers, body: body)))
    headWaiter = nil
  }

  override func received(_ bytes: UnsafeRawBufferPointer, _ fragment: LWS.Fragment) {
    guard !hasEnded, !bytes.isEmpty else { return }
    touch()
    count += bytes.count
    gaveBytes = true
    let piece = Payload(copying: bytes)
    if let waiter = bodyWaiter {
      bodyWaiter = nil
      return waiter.resume(returning: .success(piece))
    }
    pieces.append(piece)
    waiting += piece.count
    if waiting > request.limits.readAhead, !isPaused, let wsi {
      isPaused = true
      LWS.setReading(wsi, false)
    }
  }

  /// The library says that a body is complete of a connection that was cut, too: then nothing was read in the call at hand.
  private var hasReadChunk: Bool {
    guard let readBuffer else { return false }
    return gaveBytes || UInt8(bitPattern: readBuffer.pointee) != LWS.untouched
  }

  override func completed() {
    if isChunked, count > 0, !hasReadChunk { return closed() }
    if let expected, count < expected { return closed() }
    end(nil)
    endsAfterCallback = true
  }

  override func closed() {
    if isAnswered, endsWithConnection { return end(nil) }
    fail(.closed, "the connection ended in the middle of the \(isAnswered ? "body" : "exchange")")
  }

  override func isGone() { closed() }

  override func ended(_ error: NetError?) {
    outcome = error.map { .failure($0) } ?? .success(())
    if let error, let waiter = headWaiter {
      headWaiter = nil
      waiter.resume(returning: .failure(error))
    }
    if let waiter = bodyWaiter {
      bodyWaiter = nil
      waiter.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }
  }
}

/// What a reader of a body holds: letting it go ends the exchange.
private final class BodySource: HTTPBodySource {
  private let exchange: HTTPExchange

  init(_ exchange: HTTPExchange) { self.exchange = exchange }

  deinit {
    let exchange = exchange
    exchange.loop.post { exchange.letGo() }
  }

  func next() async throws(NetError) -> Payload? { try await exchange.next().get() }
}
