internal import TenCore
internal import TenLoop

/// A connection that came in: one request and its answer, or a WebSocket. On the loop's thread.
final class IncomingExchange: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let listener: LoopListener
  private let loop: UVLoop
  private var wsi: OpaquePointer?
  private(set) var socket: SocketConnection?
  private var accept: (@Sendable (any WebSocket) async -> Void)?
  private var callbacks = 0
  private var endsAfterCallback = false
  private var head: IncomingRequest?
  private var body: [UInt8] = []
  private var expected = 0
  private var received = 0
  private var isHandling = false
  private var output: [UInt8]?
  private var sent = 0
  private var task: Task<Void, Never>?
  private var timer: TimerID?

  init(_ listener: LoopListener, _ wsi: OpaquePointer) {
    self.listener = listener
    loop = listener.network.loop
    self.wsi = wsi
    touch()
  }

  /// Runs one of the library's callbacks.
  /// - Returns: whether the connection goes on.
  func within(_ body: () -> Void) -> Bool {
    callbacks += 1
    socket?.callbacks += 1
    let inner = socket
    body()
    callbacks -= 1
    inner?.callbacks -= 1
    return !(endsAfterCallback || socket?.endsAfterCallback == true)
  }

  func kill() {
    endsAfterCallback = true
    if let socket { return socket.fail(.ended, "the listener was closed") }
    guard callbacks == 0, let wsi else { return }
    callbacks += 1
    LWS.kill(wsi)
    callbacks -= 1
  }

  private func touch() {
    if let timer { loop.cancel(timer) }
    timer = loop.after(listener.options.idle.nanosecondsClamped) { [weak self] in
      guard let self else { return }
      timer = nil
      kill()
    }
  }

  private func rest() {
    if let timer { loop.cancel(timer) }
    timer = nil
  }

  func hasHead(_ request: IncomingRequest) {
    guard head == nil else { return endsAfterCallback = true }
    head = request
    touch()
    if request.headers["transfer-encoding"] != nil { return answer(HTTPAnswer(411)) }
    guard let length = request.headers["content-length"] else { return handle() }
    guard let length = Int(length), length >= 0 else { return answer(HTTPAnswer(400)) }
    expected = length
    if length == 0 { return handle() }
    // So much is read and dropped, so that a client that sends before it reads sees its answer.
    if length > listener.options.body, length > 16_777_216 { answer(HTTPAnswer(413)) }
  }

  func received(_ bytes: UnsafeRawBufferPointer) {
    guard !isHandling else { return }
    touch()
    received += bytes.count
    if expected <= listener.options.body, received <= expected { body.append(contentsOf: bytes) }
    if received >= expected { bodyIsComplete() }
  }

  func bodyIsComplete() {
    guard !isHandling, head != nil else { return }
    if expected > listener.options.body { answer(HTTPAnswer(413)) } else { handle() }
  }

  private func handle() {
    guard !isHandling, let head else { return }
    isHandling = true
    rest()
    let request = IncomingRequest(method: head.method, target: head.target, headers: head.headers, body: Payload(body))
    body = []
    let handler = listener.handlers.answer
    task = Task(executorPreference: loop) { [weak self] in
      let answer = await handler(request)
      self?.answer(answer)
    }
  }

  private func answer(_ answer: HTTPAnswer) {
    guard output == nil, let wsi else { return }
    isHandling = true
    output = Self.bytes(answer, isHead: head?.method == "HEAD")
    touch()
    LWS.askToWrite(wsi)
  }

  func writable(_ wsi: OpaquePointer) {
    guard let output else { return }
    // The socket has taken all.
    guard sent < output.count else { return endsAfterCallback = true }
    touch()
    let count = min(output.count - sent, 32_768)
    let isWritten = output.withUnsafeBytes { LWS.write(wsi, UnsafeRawBufferPointer(rebasing: $0[sent..<sent + count]), .bodyPart) }
    guard isWritten else { return endsAfterCallback = true }
    sent += count
    LWS.askToWrite(wsi)
  }

  /// A client asks for a WebSocket.
  func wantsSocket(_ request: IncomingRequest, _ wsi: OpaquePointer) {
    guard head == nil, !listener.hasEnded else { return endsAfterCallback = true }
    head = request
    touch()
    switch listener.handlers.upgrade(request) {
    case .accept(let run): accept = run
    case .refuse(let status):
      let bytes = Self.bytes(HTTPAnswer((300..<600).contains(status) ? status : 403), isHead: false)
      _ = bytes.withUnsafeBytes { LWS.write(wsi, $0, .bodyPart) }
      endsAfterCallback = true
    }
  }

  func established(_ wsi: OpaquePointer) {
    guard let accept, let url = try? NetURL("ws://\(listener.options.address):\(listener.port)/") else { return endsAfterCallback = true }
    rest()
    var request = HTTPRequest("GET", url)
    request.limits = listener.options.socket
    let connection = SocketConnection(listener.network, request)
    connection.adopt(wsi)
    socket = connection
    let socket = OpenSocket(connection)
    self.accept = nil
    task = Task(executorPreference: loop) { await accept(socket) }
  }

  func isGone() {
    wsi = nil
    rest()
    if let socket {
      socket.wsi = nil
      listener.network.connections[socket.id] = nil
      socket.isGone()
    } else {
      task?.cancel()
    }
    task = nil
    output = []
  }

  private static func bytes(_ answer: HTTPAnswer, isHead: Bool) -> [UInt8] {
    let isSound = answer.headers.allSatisfy { LoopNetwork.isSound($0) } && (200..<600).contains(answer.status)
    let status = isSound ? answer.status : 500
    var text = "HTTP/1.1 \(status) \(reasons[status] ?? "Status")\r\n"
    if isSound {
      for field in answer.headers where !HTTPExchange.own.contains(field.name.lowercased()) { text += "\(field.name): \(field.value)\r\n" }
    }
    let body = isSound ? answer.body : Payload()
    let hasBody = status != 204 && status != 304
    if hasBody { text += "Content-Length: \(body.count)\r\n" }
    text += "Connection: close\r\n\r\n"
    var bytes = Array(text.utf8)
    if hasBody, !isHead { body.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  private static let reasons = [
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 302: "Found", 304: "Not Modified", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 411: "Length Required", 413: "Content Too Large",
    426: "Upgrade Required", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
  ]
}
