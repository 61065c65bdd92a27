internal import Glibc
package import TenCore
internal import TenLoop

/// HTTP and WebSocket on one loop of libuv. All of it belongs to the loop's thread.
final class LoopNetwork: Network, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  unowned let loop: UVLoop
  /// What libwebsockets knows, by the number that it knows it by.
  var connections: [UInt: Connection] = [:]
  var listeners: [UInt: LoopListener] = [:]
  private var lastID: UInt = 0
  private var context: LWS.Context?
  private(set) var hasEnded = false

  /// Variables by their names.
  let environment: (String) -> String?

  init(_ loop: UVLoop, environment: @escaping (String) -> String?) {
    self.loop = loop
    self.environment = environment
  }

  deinit { context?.free() }

  func send(_ request: HTTPRequest) async throws(NetError) -> HTTPResponse {
    try check(request)
    let exchange = HTTPExchange(self, request)
    return try await exchange.head().get()
  }

  func connect(_ request: HTTPRequest) async throws(NetError) -> any WebSocket {
    try check(request)
    let socket = SocketConnection(self, request)
    return OpenSocket(try await socket.open().get())
  }

  func listen(_ options: NetListenerOptions, _ handlers: NetListenerHandlers) throws(NetError) -> any NetListener {
    lastID += 1
    let listener = LoopListener(self, lastID, options, handlers)
    guard loop.isOnLoop else { throw NetError(.ended, attempted: listener.summary, reason: "the call came from outside of the network's loop") }
    guard (0...65_535).contains(options.port) else { throw NetError(.malformed, attempted: listener.summary, reason: "a port is 0 to 65535") }
    guard let library = library() else {
      throw NetError(.ended, attempted: listener.summary, reason: hasEnded ? "the network of this loop has been shut down" : LWS.notStarted)
    }
    // The library would let both share the port.
    guard options.port == 0 || !listeners.values.contains(where: { !$0.hasEnded && $0.port == options.port }) else {
      throw NetError(.unreachable, attempted: listener.summary, reason: "another listener of this loop has the port")
    }
    listeners[listener.id] = listener
    do throws(NetError) { try listener.start(library) } catch {
      listeners[listener.id] = nil
      throw error
    }
    return OpenListener(listener)
  }

  /// Takes a number for a connection, which is kept until libwebsockets has let go of it.
  func register(_ connection: Connection) -> UInt {
    lastID += 1
    connections[lastID] = connection
    return lastID
  }

  /// The context, made when it is first needed: a session without a network connection pays nothing.
  func library() -> LWS.Context? {
    if let context { return context }
    guard !hasEnded else { return nil }
    let caFile = environment("TENHOST_CA_FILE").flatMap { $0.isEmpty ? nil : $0 }
    context = LWS.Context(loop: loop.raw, owner: Unmanaged.passUnretained(self).toOpaque(), caFile: caFile)
    return context
  }

  /// Ends everything; the loop has to turn until its handles are closed.
  func shutDown() {
    guard !hasEnded else { return }
    hasEnded = true
    for connection in connections.values.sorted(by: { $0.id < $1.id }) { connection.fail(.ended, "the network of this loop has been shut down") }
    for listener in listeners.values.sorted(by: { $0.id < $1.id }) { listener.endAll() }
    context?.destroy()
  }

  static func isSound(_ field: HTTPHeaders.Field) -> Bool {
    !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3a }
      && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
  }

  private func check(_ request: HTTPRequest) throws(NetError) {
    guard loop.isOnLoop else { throw NetError(.ended, attempted: request.summary, reason: "the call came from outside of the network's loop") }
    guard !hasEnded else { throw NetError(.ended, attempted: request.summary, reason: "the network of this loop has been shut down") }
    guard !request.method.isEmpty, request.method.utf8.allSatisfy({ (0x41...0x5a).contains($0) }) else {
      throw NetError(.malformed, attempted: request.url.description, reason: "the method is no word of capital letters")
    }
    for field in request.headers {
      guard Self.isSound(field) else {
        throw NetError(.malformed, attempted: request.summary, reason: "a header field holds a line end or another character that it must not")
      }
    }
  }
}

extension NetworkSlot {
  /// The network of that loop: of a loop that has sockets, the real one.
  package static func of(
    _ loop: EventLoop, environment: @escaping (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  ) -> any Network {
    loop.attachment(NetworkSlot.self) {
      guard let loop = loop as? UVLoop else { return NetworkSlot(ClosedNetwork()) }
      let network = LoopNetwork(loop, environment: environment)
      loop.keep(network)
      return NetworkSlot(network) { network.shutDown() }
    }.network
  }
}
