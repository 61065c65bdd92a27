internal import CWebSockets
internal import Glibc
internal import TenCore

/// The only code that calls libwebsockets lives in this folder. This file: a context on a loop of libuv, and what is sent and asked on a connection.
enum LWS {
  /// The protocol that clients are bound to, and that of a listener.
  static let clientProtocol = "tenhost"
  static let pre = Int(ten_lws_pre())
  /// Why there is no context: the library itself does not say.
  static let notStarted =
    "libwebsockets could not be started; install libwebsockets-evlib-uv, and see that TENHOST_CA_FILE, where it is set, names a file of certificates"
  private static let hasStartedTLS = Locked(false)

  /// One context: its protocols and virtual hosts, in memory that stays where it is until the context is gone.
  struct Context {
    let pointer: OpaquePointer
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let name: UnsafeMutablePointer<CChar>
    private let foreign: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let direct: OpaquePointer
    private let base: lws_context_creation_info
    private let caFile: String?
    private let proxies = Proxies()
    private let listeners = Listeners()

    /// The memory of the virtual hosts that listen.
    private final class Listeners {
      var protocols: [UnsafeMutablePointer<lws_protocols>] = []
      var names: [UnsafeMutablePointer<CChar>] = []
    }

    /// The virtual hosts that go through a proxy, made when they are needed.
    private final class Proxies {
      var hosts: [String: OpaquePointer] = [:]
      /// The library keeps the addresses of its virtual hosts' names.
      var names: [UnsafeMutablePointer<CChar>] = []
    }

    /// - Returns: nil when the library refuses; it says nothing of why.
    init?(loop: UnsafeMutableRawPointer, owner: UnsafeMutableRawPointer, caFile: String?) {
      lws_set_log_level(0, nil)
      name = strdup(LWS.clientProtocol)
      protocols = .allocate(capacity: 2)
      protocols.initialize(repeating: lws_protocols(), count: 2)
      protocols[0].name = UnsafePointer(name)
      protocols[0].callback = { LWS.callback($0, $1, $2, $3, $4) }
      protocols[0].rx_buffer_size = 65_536
      foreign = .allocate(capacity: 1)
      foreign.initialize(to: loop)
      var info = lws_context_creation_info()
      info.port = CONTEXT_PORT_NO_LISTEN
      info.options = UInt64(ten_lws_options())
      info.foreign_loops = foreign
      info.user = owner
      info.uid = -1
      info.gid = -1
      info.protocols = UnsafePointer(protocols)
      info.pt_serv_buf_size = 65_536
      info.max_http_header_data2 = 32_768
      info.max_http_header_pool2 = 384
      info.fd_limit_per_thread = 512
      // Deadlines are ours.
      info.timeout_secs = 86_400
      info.connect_timeout_secs = 86_400
      info.keepalive_timeout = 86_400
      // The library renews what its handshakes share with each global start, also under those of another loop: once a process, then.
      let created = LWS.hasStartedTLS.withLock { hasStarted in
        var own = info
        if hasStarted { own.options &= ~UInt64(ten_lws_tls_option()) }
        hasStarted = true
        return lws_create_context(&own).map { UInt(bitPattern: $0) }
      }
      guard let context = created.flatMap({ OpaquePointer(bitPattern: $0) }),
        let vhost = Self.vhost(context, info, UnsafePointer(name), proxy: nil, caFile: caFile)
      else {
        return nil
      }
      pointer = context
      direct = vhost
      base = info
      self.caFile = caFile
    }

    private func host(through proxy: (host: String, port: Int)?) -> OpaquePointer? {
      guard let proxy else { return direct }
      let name = "proxy \(proxy.host) \(proxy.port)"
      if let found = proxies.hosts[name] { return found }
      guard let kept = strdup(name) else { return nil }
      proxies.names.append(kept)
      proxies.hosts[name] = Self.vhost(pointer, base, UnsafePointer(kept), proxy: proxy, caFile: caFile)
      return proxies.hosts[name]
    }

    private static func vhost(
      _ context: OpaquePointer, _ base: lws_context_creation_info, _ name: UnsafePointer<CChar>, proxy: (host: String, port: Int)?, caFile: String?
    ) -> OpaquePointer? {
      var info = base
      // Given even without one: the library would look into the environment otherwise.
      return (proxy?.host ?? "").withCString { host in
        (caFile ?? "").withCString { ca in
          info.vhost_name = name
          info.http_proxy_address = host
          info.http_proxy_port = UInt32(proxy?.port ?? 0)
          if caFile != nil { info.client_ssl_ca_filepath = ca }
          guard let vhost = lws_create_vhost(context, &info) else { return nil }
          return lws_init_vhost_client_ssl(&info, vhost) == 0 ? vhost : nil
        }
      }
    }

    /// Opens a port. Callbacks about what comes in know `id`.
    /// - Returns: nil when the port cannot be had.
    func listen(_ id: UInt, address: String, port: Int) -> OpaquePointer? {
      guard let vhostName = strdup("listener \(id)"), let interface = strdup(address) else { return nil }
      listeners.names += [vhostName, interface]
      let list = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
      list.initialize(repeating: lws_protocols(), count: 2)
      list[0].name = UnsafePointer(name)
      list[0].callback = { wsi, reason, _, input, length in LWS.incoming(wsi, reason, input, length) }
      list[0].rx_buffer_size = 65_536
      listeners.protocols.append(list)
      var info = base
      info.options |= UInt64(ten_lws_listener_options())
      info.vhost_name = UnsafePointer(vhostName)
      info.iface = UnsafePointer(interface)
      info.port = CInt(port)
      info.protocols = UnsafePointer(list)
      info.user = UnsafeMutableRawPointer(bitPattern: id)
      guard let vhost = lws_create_vhost(pointer, &info) else { return nil }
      guard lws_get_vhost_listen_port(vhost) > 0 else {
        lws_vhost_destroy(vhost)
        return nil
      }
      return vhost
    }

    /// Begins to end everything; callbacks go on until the loop has closed the library's handles.
    func destroy() { lws_context_destroy(pointer) }

    /// After the loop has closed the library's handles.
    func free() {
      protocols.deallocate()
      foreign.deallocate()
      Glibc.free(name)
      for name in proxies.names + listeners.names { Glibc.free(name) }
      for list in listeners.protocols { list.deallocate() }
    }

    /// Begins to connect. Callbacks for `id` may come before this returns.
    /// - Returns: false when it has failed already.
    func connect(_ id: UInt, _ url: NetURL, address: String, proxy: (host: String, port: Int)?, method: String?, subprotocols: String?) -> Bool {
      guard let vhost = host(through: proxy) else { return false }
      let port = url.port == (url.isSecure ? 443 : 80) ? "" : ":\(url.port)"
      let host = (url.host.contains(":") ? "[\(url.host)]" : url.host) + port
      return withCStrings([address, url.target, host, method, subprotocols, "http/1.1", LWS.clientProtocol]) { text in
        var info = lws_client_connect_info()
        info.context = pointer
        info.vhost = vhost
        info.address = text[0]
        info.path = text[1]
        info.host = text[2]
        info.method = text[3]
        info.protocol = text[4]
        info.alpn = text[5]
        info.local_protocol_name = text[6]
        info.port = CInt(url.port)
        info.ssl_connection = CInt(LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue) | (url.isSecure ? CInt(LCCSCF_USE_SSL.rawValue) : 0)
        info.ietf_version_or_minus_one = -1
        info.userdata = UnsafeMutableRawPointer(bitPattern: id)
        return lws_client_connect_via_info(&info) != nil
      }
    }
  }

  static func askToWrite(_ wsi: OpaquePointer) { lws_callback_on_writable(wsi) }

  static func setReading(_ wsi: OpaquePointer, _ isReading: Bool) { lws_rx_flow_control(wsi, isReading ? 1 : 0) }

  static func kill(_ wsi: OpaquePointer) { ten_lws_kill(wsi) }

  static func setBodyPending(_ wsi: OpaquePointer, _ isPending: Bool) { lws_client_http_body_pending(wsi, isPending ? 1 : 0) }

  /// The status of the answer; nil before there is one.
  static func status(_ wsi: OpaquePointer) -> Int? {
    let status = Int(lws_http_client_http_response(wsi))
    return status == 0 ? nil : status
  }

  /// The close frame that is sent when the callback at hand ends the connection.
  static func setCloseReason(_ wsi: OpaquePointer, _ code: Int, _ reason: String) {
    var bytes = Array(reason.utf8.prefix(123))
    lws_close_reason(wsi, lws_close_status(UInt32(code)), &bytes, bytes.count)
  }

  enum Piece { case bodyPart, bodyEnd, text, binary, ping, close }

  /// Hands bytes to the library, which keeps what the socket does not take.
  static func write(_ wsi: OpaquePointer, _ bytes: UnsafeRawBufferPointer, _ piece: Piece) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: pre + bytes.count, alignment: 16) { buffer in
      let start = buffer.baseAddress! + pre
      if let base = bytes.baseAddress { start.copyMemory(from: base, byteCount: bytes.count) }
      let kind: lws_write_protocol =
        switch piece {
        case .bodyPart: LWS_WRITE_HTTP
        case .bodyEnd: LWS_WRITE_HTTP_FINAL
        case .text: LWS_WRITE_TEXT
        case .binary: LWS_WRITE_BINARY
        case .ping: LWS_WRITE_PING
        // The library's own number for a close frame. `lws_close_reason` does not do: on a foreign loop it ends the connection before the frame leaves.
        case .close: lws_write_protocol(rawValue: 4)
        }
      return lws_write(wsi, start.assumingMemoryBound(to: UInt8.self), bytes.count, kind) >= CInt(bytes.count)
    }
  }

  /// What a buffer begins with until something is read into it; no line of a chunked body does.
  static let untouched: UInt8 = 0xff

  /// Reads what has come of a body; the bytes arrive in further callbacks. `lend` is given the place that the library reads into.
  static func readBody(_ wsi: OpaquePointer, _ lend: (UnsafeMutablePointer<CChar>?) -> Void) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 16_384 + pre, alignment: 16) { buffer in
      var start: UnsafeMutablePointer<CChar>? = (buffer.baseAddress! + pre).assumingMemoryBound(to: CChar.self)
      var length = CInt(buffer.count - pre)
      start?.pointee = CChar(bitPattern: untouched)
      lend(start)
      return lws_http_client_read(wsi, &start, &length) >= 0
    }
  }

  /// The fields of the answer's head that the library knows, and the others that clients of today look at.
  static func headers(_ wsi: OpaquePointer, also names: Set<String> = []) -> HTTPHeaders {
    var headers = HTTPHeaders()
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32_768) { buffer in
      var token: UInt32 = 0
      while let text = lws_token_to_string(lws_token_indexes(token)) {
        let name = String(cString: UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self))
        if name.last == ":", name.first != ":", lws_hdr_copy(wsi, buffer.baseAddress, CInt(buffer.count), lws_token_indexes(token)) > 0 {
          headers.add(String(name.dropLast()), String(cString: buffer.baseAddress!))
        }
        token += 1
      }
      for name in uncommonHeaders + names.map({ $0.lowercased() }).sorted() where headers[name] == nil {
        if lws_hdr_custom_copy(wsi, buffer.baseAddress, CInt(buffer.count), name + ":", CInt(name.utf8.count + 1)) > 0 {
          headers.add(name, String(cString: buffer.baseAddress!))
        }
      }
    }
    return headers
  }

  private static let uncommonHeaders = [
    "x-request-id", "retry-after", "retry-after-ms", "location", "x-should-retry", "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
    "openai-processing-ms", "openai-organization", "openai-version", "anthropic-ratelimit-requests-remaining", "cf-ray", "x-trace-id",
  ]
}

/// C strings for the time of `body`.
private func withCStrings<R>(_ strings: [String?], _ body: ([UnsafePointer<CChar>?]) -> R) -> R {
  let copies = strings.map { $0.map { strdup($0) } ?? nil }
  defer { for copy in copies { free(copy) } }
  return body(copies.map { UnsafePointer($0) })
}
