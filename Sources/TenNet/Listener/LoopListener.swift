internal import TenCore
internal import TenLoop

/// A listening port and what came in on it. On the loop's thread.
final class LoopListener: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let network: LoopNetwork
  let options: NetListenerOptions
  let handlers: NetListenerHandlers
  let id: UInt
  private(set) var port = 0
  private(set) var hasEnded = false
  private var vhost: OpaquePointer?
  var exchanges: [OpaquePointer: IncomingExchange] = [:]

  init(_ network: LoopNetwork, _ id: UInt, _ options: NetListenerOptions, _ handlers: NetListenerHandlers) {
    self.network = network
    self.id = id
    self.options = options
    self.handlers = handlers
  }

  func start(_ library: LWS.Context) throws(NetError) {
    guard let vhost = library.listen(id, address: options.address, port: options.port) else {
      throw NetError(.unreachable, attempted: summary, reason: "the port is in use or the address is none of this machine")
    }
    self.vhost = vhost
    port = LWS.port(vhost)
  }

  var summary: String { "listening on \(options.address):\(options.port)" }
  var isFull: Bool { hasEnded || exchanges.count >= options.connections }

  func close() {
    guard !hasEnded else { return }
    endAll()
    // Not inside of a callback of the library.
    network.loop.post { [self] in
      guard !network.hasEnded, let vhost else { return }
      self.vhost = nil
      LWS.close(vhost)
    }
  }

  /// Ends what came in; the library's own end closes the port.
  func endAll() {
    hasEnded = true
    for exchange in Array(exchanges.values) { exchange.kill() }
  }
}

/// What the user of a listener holds: letting it go closes the port.
final class OpenListener: NetListener {
  private let listener: LoopListener

  init(_ listener: LoopListener) { self.listener = listener }

  deinit {
    let listener = listener
    listener.network.loop.post { listener.close() }
  }

  var port: Int { listener.port }

  func close() { if listener.network.loop.isOnLoop { listener.close() } }
}
