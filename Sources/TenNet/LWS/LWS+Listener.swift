internal import CWebSockets
internal import TenCore
internal import TenLoop

extension LWS {
  static func port(_ vhost: OpaquePointer) -> Int { Int(lws_get_vhost_listen_port(vhost)) }

  /// Closes the port and every connection that came in; their handles close as the loop turns.
  static func close(_ vhost: OpaquePointer) { lws_vhost_destroy(vhost) }

  /// Where libwebsockets calls back about what came in. A listener is known by its number, a connection by its address while the library has it.
  static func incoming(_ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ input: UnsafeMutableRawPointer?, _ length: Int) -> CInt {
    guard let wsi, let context = lws_get_context(wsi), let owner = lws_context_user(context) else { return 0 }
    let network = Unmanaged<LoopNetwork>.fromOpaque(owner).takeUnretainedValue()
    guard let vhost = lws_get_vhost(wsi), let listener = network.listeners[UInt(bitPattern: lws_vhost_user(vhost))] else { return 0 }
    network.loop.beginCallback()
    switch reason {
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: return listener.isFull ? 1 : 0
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
      listener.exchanges[wsi] = IncomingExchange(listener, wsi)
      return 0
    case LWS_CALLBACK_WSI_DESTROY:
      listener.exchanges.removeValue(forKey: wsi)?.isGone()
      return 0
    default: break
    }
    guard let exchange = listener.exchanges[wsi] else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length)
    let goesOn = exchange.within { dispatch(exchange, listener, wsi, reason, bytes, input) }
    return goesOn ? 0 : -1
  }

  private static func dispatch(
    _ exchange: IncomingExchange, _ listener: LoopListener, _ wsi: OpaquePointer, _ reason: lws_callback_reasons, _ bytes: UnsafeRawBufferPointer,
    _ input: UnsafeMutableRawPointer?
  ) {
    switch reason {
    case LWS_CALLBACK_HTTP: exchange.hasHead(request(wsi, listener))
    case LWS_CALLBACK_HTTP_BODY: exchange.received(bytes)
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: exchange.bodyIsComplete()
    case LWS_CALLBACK_HTTP_WRITEABLE: exchange.writable(wsi)
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      let wanted = input.map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
      guard wanted?.lowercased() == "websocket" else { return exchange.kill() }
      exchange.wantsSocket(request(wsi, listener), wsi)
    case LWS_CALLBACK_ESTABLISHED: exchange.established(wsi)
    case LWS_CALLBACK_SERVER_WRITEABLE: exchange.socket?.writable(wsi)
    case LWS_CALLBACK_RECEIVE:
      exchange.socket?.received(
        bytes,
        Fragment(isFirst: lws_is_first_fragment(wsi) != 0, isLast: lws_is_final_fragment(wsi) != 0, isBinary: lws_frame_is_binary(wsi) != 0))
    case LWS_CALLBACK_RECEIVE_PONG: exchange.socket?.touch()
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: exchange.socket?.peerCloses(bytes)
    case LWS_CALLBACK_CLOSED: exchange.socket?.closed()
    default: break
    }
  }

  private static let methods = ["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD"]

  private static func request(_ wsi: OpaquePointer, _ listener: LoopListener) -> IncomingRequest {
    var path: UnsafeMutablePointer<CChar>?
    var length: CInt = 0
    let index = Int(lws_http_get_uri_and_method(wsi, &path, &length))
    var target = path.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: Int(length)), as: UTF8.self) } ?? "/"
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32_768) { buffer in
      var index: CInt = 0
      while lws_hdr_copy_fragment(wsi, buffer.baseAddress, CInt(buffer.count), WSI_TOKEN_HTTP_URI_ARGS, index) > 0 {
        target += (index == 0 ? "?" : "&") + String(cString: buffer.baseAddress!)
        index += 1
      }
    }
    let method = methods.indices.contains(index) ? methods[index] : "GET"
    return IncomingRequest(method: method, target: target, headers: headers(wsi, also: listener.options.headers))
  }
}
