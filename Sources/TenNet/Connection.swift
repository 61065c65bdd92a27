internal import TenCore
internal import TenLoop

/// One connection that this side opened: its address, its deadlines, its end. On the loop's thread.
class Connection: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let network: LoopNetwork
  let loop: UVLoop
  let request: HTTPRequest
  private(set) var id: UInt = 0
  var wsi: OpaquePointer?
  /// libwebsockets' callbacks of this connection that are on the stack: within one, a connection ends by its return value.
  var callbacks = 0
  var endsAfterCallback = false
  /// While a body is read: where to.
  var readBuffer: UnsafeMutablePointer<CChar>?
  private(set) var hasEnded = false
  private var addresses: ArraySlice<String> = []
  private let proxy: HTTPProxy?
  private var isConnected = false
  private var lastTouch: UInt64 = 0
  private var timers: [TimerID] = []
  private var idleTimer: TimerID?

  init(_ network: LoopNetwork, _ request: HTTPRequest) {
    self.network = network
    loop = network.loop
    self.request = request
    proxy = HTTPProxy(for: request.url, environment: network.environment)
  }

  // What kinds of connections make of it.
  var method: String? { request.method }
  /// Whether silence is the other side's.
  var isWaitingForPeer: Bool { true }
  func headerFields() -> [UInt8] { [] }
  /// The head of the answer is there, of a request or of an upgrade.
  func hasHead(_ wsi: OpaquePointer) {}
  func established(_ wsi: OpaquePointer) {}
  func writable(_ wsi: OpaquePointer) {}
  func received(_ bytes: UnsafeRawBufferPointer, _ fragment: LWS.Fragment) {}
  func peerCloses(_ bytes: UnsafeRawBufferPointer) {}
  func completed() {}
  func closed() {}
  func isGone() {}
  /// The end, once; nil for one in good order.
  func ended(_ error: NetError?) {}
  /// Half of the idle limit has passed without a byte.
  func halfIdle() {}

  func start() {
    deadline(request.limits.connect, "connecting") { [unowned self] in !isConnected }
    if let total = request.limits.total { deadline(total, "the whole exchange") { true } }
    do {
      try loop.lookUp(proxy?.host ?? request.url.host) { [self] result in
        guard !hasEnded else { return }
        switch result {
        case .success(let list):
          addresses = list[...]
          // Not inside of libuv's callback, so that what fails at once is told in order.
          loop.post { self.connectToNext() }
        case .failure(let error): fail(.unreachable, "the host's name was not found: \(error.message)")
        }
      }
    } catch {
      fail(.unreachable, "the host's name was not looked up: \(error.message)")
    }
  }

  private func connectToNext() {
    guard !hasEnded else { return }
    guard let address = addresses.popFirst() else { return fail(.unreachable, "the host has no address") }
    guard let library = network.library() else { return fail(.ended, LWS.notStarted) }
    id = network.register(self)
    let number = id
    endsAfterCallback = false
    callbacks += 1
    let begun = library.connect(
      number, request.url, address: proxy == nil ? address : request.url.host, proxy: proxy.map { (address, $0.port) }, method: method,
      subprotocols: method == nil ? request.headers["Sec-WebSocket-Protocol"] : nil)
    callbacks -= 1
    if !begun, wsi == nil { network.connections[number] = nil }
    if !begun, !hasEnded, id == number, !isRetrying { connectFailed("", status: nil) }
    if hasEnded { kill() }
  }

  /// Takes a connection that stands already.
  func adopt(_ wsi: OpaquePointer) {
    id = network.register(self)
    self.wsi = wsi
    connected()
    established(wsi)
  }

  private var isRetrying = false

  func connected() {
    isConnected = true
    touch()
    armIdle()
  }

  func connectFailed(_ text: String, status: Int?) {
    guard !hasEnded else { return }
    if let status, status != 200, method == nil {
      return fail(.refused, "the server answered the upgrade with the status \(status)", status: status)
    }
    let lower = text.lowercased()
    if ["ssl", "tls", "cert", "x509", "hostname"].contains(where: { lower.contains($0) }) { return fail(.untrusted, text) }
    if isConnected { return fail(lower.hasPrefix("hs:") ? .malformed : .closed, text.isEmpty ? "the connection ended before an answer came" : text) }
    if addresses.isEmpty { return fail(.unreachable, text.isEmpty ? "no connection could be made" : text) }
    isRetrying = true
    wsi = nil
    loop.post {
      self.isRetrying = false
      self.connectToNext()
    }
  }

  /// A byte has come.
  func touch() { lastTouch = loop.now }

  func fail(_ kind: NetError.Kind, _ reason: String, status: Int? = nil) {
    end(NetError(kind, attempted: summary, reason: reason, status: status))
  }

  var summary: String { request.summary }

  func end(_ error: NetError?) {
    guard !hasEnded else { return }
    hasEnded = true
    for timer in timers { loop.cancel(timer) }
    if let idleTimer { loop.cancel(idleTimer) }
    ended(error)
    if error != nil { kill() }
  }

  /// Ends the connection, now or when its callback returns.
  func kill() {
    endsAfterCallback = true
    guard callbacks == 0, let wsi else { return }
    callbacks += 1
    LWS.kill(wsi)
    callbacks -= 1
  }

  private func deadline(_ limit: Duration, _ what: String, _ holds: @escaping () -> Bool) {
    timers.append(
      loop.after(limit.nanosecondsClamped) { [weak self] in
        guard let self, holds() else { return }
        fail(.timedOut, "\(what) took longer than \(limit)")
      })
  }

  private func armIdle() {
    let idle = request.limits.idle.nanosecondsClamped
    let now = loop.now
    let silent = now - min(lastTouch, now)
    let half = idle / 2
    let next = silent < half ? half - silent : idle - min(silent, idle)
    idleTimer = loop.after(max(next, 1_000_000)) { [weak self] in
      guard let self, !hasEnded else { return }
      if !isWaitingForPeer { touch() }
      let silent = loop.now - min(lastTouch, loop.now)
      if silent >= idle { return fail(.timedOut, "nothing came for \(request.limits.idle)") }
      if silent >= half { halfIdle() }
      armIdle()
    }
  }
}

extension Duration {
  /// At least a nanosecond, at most ten years.
  var nanosecondsClamped: UInt64 {
    guard self > .zero else { return 1 }
    guard self < .seconds(315_360_000) else { return 315_360_000_000_000_000 }
    return UInt64(components.seconds) * 1_000_000_000 + UInt64(components.attoseconds / 1_000_000_000)
  }
}
