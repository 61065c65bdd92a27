internal import TenCore
internal import TenLoop

/// A WebSocket that this side opened. On the loop's thread.
final class SocketConnection: Connection, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private var hasSaidGoodbye = false

  private struct Outgoing {
    let bytes: Payload
    let piece: LWS.Piece
  }

  private var openWaiter: CheckedContinuation<Result<SocketConnection, NetError>, Never>?
  private var isOpen = false
  private var outgoing: ArraySlice<Outgoing> = []
  private var inFlight = 0
  private var waitingBytes = 0
  private var senders: [CheckedContinuation<Void, Never>] = []
  private var wantsPing = false
  private var incoming: ArraySlice<WebSocketMessage> = []
  private var incomingBytes = 0
  private var isPaused = false
  private var partial: [UInt8] = []
  private var receiver: CheckedContinuation<WebSocketMessage?, Never>?
  private var closing: (code: Int, reason: String)?
  private var peerClosing: (code: Int, reason: String)?
  private var closers: [CheckedContinuation<Void, Never>] = []
  private(set) var closure: WebSocketClosure?

  override var method: String? { nil }
  override var summary: String { request.url.description }
  override var isWaitingForPeer: Bool { !isPaused }
  var queuedBytes: Int { waitingBytes + inFlight }

  func open() async -> Result<SocketConnection, NetError> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        openWaiter = continuation
        if Task.isCancelled { return cancelOpening() }
        start()
      }
    } onCancel: {
      loop.post { self.cancelOpening() }
    }
  }

  private func cancelOpening() { if !isOpen { fail(.cancelled, "the connecting was cancelled") } }

  func send(_ message: WebSocketMessage) async throws(NetError) {
    guard loop.isOnLoop else { throw NetError(.ended, attempted: "sending on \(summary)", reason: "the call came from outside of its loop") }
    try checkOpen()
    let item: Outgoing =
      switch message {
      case .text(let text): Outgoing(bytes: Payload(Array(text.utf8)), piece: .text)
      case .binary(let bytes): Outgoing(bytes: bytes, piece: .binary)
      }
    outgoing.append(item)
    waitingBytes += item.bytes.count
    if let wsi { LWS.askToWrite(wsi) }
    guard queuedBytes > request.limits.writeAhead else { return }
    await withCheckedContinuation { continuation in
      // Looked at again, here and below: a task may change executors on its way into a continuation, and the loop may turn meanwhile.
      if hasEnded || queuedBytes <= request.limits.writeAhead { continuation.resume() } else { senders.append(continuation) }
    }
    if hasEnded { try checkOpen() }
  }

  private func checkOpen() throws(NetError) {
    guard let closure else {
      if closing == nil { return }
      throw NetError(.closed, attempted: "sending on \(summary)", reason: "it is being closed")
    }
    throw closure.error ?? NetError(.closed, attempted: "sending on \(summary)", reason: "it was closed with the code \(closure.code)")
  }

  func receive() async -> WebSocketMessage? {
    guard loop.isOnLoop, !Task.isCancelled else { return nil }
    if let message = take() { return message }
    guard !hasEnded, receiver == nil else { return nil }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if let message = take() {
          continuation.resume(returning: message)
        } else if hasEnded || receiver != nil || Task.isCancelled {
          continuation.resume(returning: nil)
        } else {
          receiver = continuation
        }
      }
    } onCancel: {
      loop.post { self.releaseReceiver() }
    }
  }

  private func take() -> WebSocketMessage? {
    guard let message = incoming.popFirst() else { return nil }
    incomingBytes -= message.count
    resumeReading()
    return message
  }

  private func releaseReceiver() {
    receiver?.resume(returning: nil)
    receiver = nil
  }

  private func resumeReading() {
    guard isPaused, incomingBytes <= request.limits.readAhead / 2, let wsi else { return }
    isPaused = false
    touch()
    LWS.setReading(wsi, true)
  }

  func close(code: Int, reason: String) async {
    guard loop.isOnLoop, !hasEnded else { return }
    beginClosing(code, reason)
    await withCheckedContinuation { continuation in
      if hasEnded { continuation.resume() } else { closers.append(continuation) }
    }
  }

  /// Nobody holds it any more.
  func letGo() {
    incoming = []
    incomingBytes = 0
    beginClosing(1001, "")
  }

  private func beginClosing(_ code: Int, _ reason: String) {
    guard closing == nil, !hasEnded else { return }
    closing = (code, reason)
    resumeReading()
    if isPaused, let wsi {
      // The other side's goodbye stands behind what nobody has taken.
      isPaused = false
      LWS.setReading(wsi, true)
    }
    _ = loop.after(2_000_000_000) { [weak self] in
      guard let self, !hasEnded else { return }
      end(nil)
      kill()
    }
    if let wsi { LWS.askToWrite(wsi) }
  }

  override func headerFields() -> [UInt8] {
    var text = ""
    for field in request.headers {
      let name = field.name.lowercased()
      if !HTTPExchange.own.contains(name), !name.hasPrefix("sec-websocket-") { text += "\(field.name): \(field.value)\r\n" }
    }
    return Array(text.utf8)
  }

  override func hasHead(_ wsi: OpaquePointer) {
    touch()
    guard let status = LWS.status(wsi), status != 101 else { return }
    fail(.refused, "the server answered the upgrade with the status \(status)", status: status)
  }

  override func established(_ wsi: OpaquePointer) {
    touch()
    isOpen = true
    openWaiter?.resume(returning: .success(self))
    openWaiter = nil
  }

  private static let ping: [UInt8] = [0]

  override func writable(_ wsi: OpaquePointer) {
    inFlight = 0
    defer { releaseSenders() }
    if wantsPing {
      wantsPing = false
      // libwebsockets tells of no pong without bytes.
      if !Self.ping.withUnsafeBytes({ LWS.write(wsi, $0, .ping) }) { return fail(.closed, "the connection ended") }
      if !outgoing.isEmpty || closing != nil { LWS.askToWrite(wsi) }
      return
    }
    if let item = outgoing.popFirst() {
      waitingBytes -= item.bytes.count
      inFlight = item.bytes.count
      guard item.bytes.withUnsafeBytes({ LWS.write(wsi, $0, item.piece) }) else { return fail(.closed, "the connection ended while sending") }
      // The next call says that the socket has taken it all.
      LWS.askToWrite(wsi)
    } else if let closing, !hasSaidGoodbye {
      hasSaidGoodbye = true
      let code = UInt16(truncatingIfNeeded: closing.code)
      // The other side's goodbye ends the connection, or the timer of `beginClosing`.
      let goodbye = [UInt8(code >> 8), UInt8(code & 255)] + closing.reason.utf8.prefix(123)
      if !goodbye.withUnsafeBytes({ LWS.write(wsi, $0, .close) }) { end(nil) }
    }
  }

  private func releaseSenders() {
    guard queuedBytes <= request.limits.writeAhead || hasEnded else { return }
    let all = senders
    senders = []
    for sender in all { sender.resume() }
  }

  override func received(_ bytes: UnsafeRawBufferPointer, _ fragment: LWS.Fragment) {
    guard !hasEnded else { return }
    touch()
    if fragment.isFirst { partial.removeAll(keepingCapacity: partial.capacity <= 65_536) }
    guard partial.count + bytes.count <= request.limits.message else {
      return breakOff(1009, .tooLarge, "a message has more than \(request.limits.message) bytes")
    }
    partial.append(contentsOf: bytes)
    guard fragment.isLast, closing == nil || receiver != nil else { return }
    let message: WebSocketMessage
    if fragment.isBinary {
      message = .binary(Payload(partial))
    } else {
      guard let text = String(validating: partial, as: UTF8.self) else { return breakOff(1007, .malformed, "a text message is no UTF-8") }
      message = .text(text)
    }
    partial.removeAll(keepingCapacity: partial.capacity <= 65_536)
    if let receiver {
      self.receiver = nil
      return receiver.resume(returning: message)
    }
    incoming.append(message)
    // Empty messages take room, too.
    incomingBytes += message.count
    if incomingBytes > request.limits.readAhead, !isPaused, closing == nil, let wsi {
      isPaused = true
      LWS.setReading(wsi, false)
    }
  }

  /// Ends the connection because of what came, and says why.
  private func breakOff(_ code: Int, _ kind: NetError.Kind, _ reason: String) {
    if let wsi { LWS.setCloseReason(wsi, code, "") }
    peerClosing = (code, "")
    fail(kind, reason)
  }

  override func peerCloses(_ bytes: UnsafeRawBufferPointer) {
    guard peerClosing == nil else { return }
    peerClosing = bytes.count < 2 ? (1005, "") : (Int(bytes[0]) << 8 | Int(bytes[1]), String(decoding: bytes.dropFirst(2), as: UTF8.self))
  }

  override func halfIdle() {
    guard isOpen, !wantsPing, let wsi else { return }
    wantsPing = true
    LWS.askToWrite(wsi)
  }

  override func closed() {
    guard isOpen else { return fail(.closed, "the connection ended before it was open") }
    if peerClosing != nil || closing != nil { return end(nil) }
    fail(.closed, "the connection ended without a goodbye")
  }

  override func isGone() { closed() }

  override func ended(_ error: NetError?) {
    let last = peerClosing ?? (error == nil ? closing : nil)
    closure = WebSocketClosure(code: last?.code ?? 1006, reason: last?.reason ?? "", error: error)
    outgoing = []
    waitingBytes = 0
    inFlight = 0
    if let waiter = openWaiter {
      openWaiter = nil
      waiter.resume(returning: .failure(error ?? NetError(.closed, attempted: summary, reason: "it was closed before it was open")))
    }
    releaseReceiver()
    releaseSenders()
    let all = closers
    closers = []
    for closer in all { closer.resume() }
  }
}

extension WebSocketMessage {
  /// Bytes that it takes; never none.
  fileprivate var count: Int {
    switch self {
    case .text(let text): text.utf8.count + 64
    case .binary(let bytes): bytes.count + 64
    }
  }
}
