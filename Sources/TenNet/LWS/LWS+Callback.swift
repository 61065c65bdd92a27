internal import CWebSockets
internal import TenCore
internal import TenLoop

extension LWS {
  /// Where libwebsockets calls back. A connection is known by its number, so that a late callback finds nothing.
  static func callback(
    _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?, _ input: UnsafeMutableRawPointer?, _ length: Int
  ) -> CInt {
    guard let wsi, let context = lws_get_context(wsi), let owner = lws_context_user(context) else { return 0 }
    let network = Unmanaged<LoopNetwork>.fromOpaque(owner).takeUnretainedValue()
    network.loop.beginCallback()
    guard let user, let connection = network.connections[UInt(bitPattern: user)] else { return 0 }
    if reason == LWS_CALLBACK_WSI_DESTROY {
      connection.wsi = nil
      network.connections[UInt(bitPattern: user)] = nil
      connection.isGone()
      return 0
    }
    if reason == LWS_CALLBACK_WSI_CREATE || reason == LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL { return 0 }
    connection.wsi = wsi
    connection.callbacks += 1
    defer { connection.callbacks -= 1 }
    LWS.dispatch(connection, wsi, reason, UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length), input)
    return connection.endsAfterCallback ? -1 : 0
  }

  private static func dispatch(
    _ connection: Connection, _ wsi: OpaquePointer, _ reason: lws_callback_reasons, _ bytes: UnsafeRawBufferPointer, _ input: UnsafeMutableRawPointer?
  ) {
    switch reason {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
      guard let input else { return }
      connection.connected()
      let place = input.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>.self)
      let fields = connection.headerFields()
      guard fields.count < bytes.count else { return connection.fail(.tooLarge, "its headers have more than \(bytes.count) bytes") }
      fields.withUnsafeBytes { UnsafeMutableRawPointer(place.pointee).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
      place.pointee += fields.count
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      connection.connectFailed(String(decoding: bytes, as: UTF8.self), status: LWS.status(wsi))
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
      connection.hasHead(wsi)
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
      connection.established(wsi)
    case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE, LWS_CALLBACK_CLIENT_WRITEABLE:
      connection.writable(wsi)
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
      if !LWS.readBody(wsi, { connection.readBuffer = $0 }) { connection.endsAfterCallback = true }
      connection.readBuffer = nil
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
      connection.received(bytes, Fragment())
    case LWS_CALLBACK_CLIENT_RECEIVE:
      connection.received(
        bytes,
        Fragment(isFirst: lws_is_first_fragment(wsi) != 0, isLast: lws_is_final_fragment(wsi) != 0, isBinary: lws_frame_is_binary(wsi) != 0))
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG: connection.touch()
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: connection.peerCloses(bytes)
    case LWS_CALLBACK_COMPLETED_CLIENT_HTTP: connection.completed()
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_CLIENT_CLOSED: connection.closed()
    default: break
    }
  }

  /// Of a WebSocket message: which part came.
  struct Fragment {
    var isFirst = true
    var isLast = true
    var isBinary = true
  }
}
