internal import Glibc

/// A TCP socket that listens, made before anything else so that a port in use is told at once.
///
/// It shares its port (`SO_REUSEPORT`), so that the next server can listen before this one ends; the kernel allows that to the same user only.
public struct HTTPListener: Sendable {
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public var description: String
  }

  public let descriptor: CInt
  /// The one that was asked for, or the free one that was found for 0.
  public let port: Int

  /// - Parameter sharesPort: whether another server may be listening there already (`--takeover`); otherwise it is an error.
  public init(host: String, port: Int, sharesPort: Bool) throws(Failure) {
    if port != 0 && !sharesPort { close(try Self.bound(host, port, options: [SO_REUSEADDR])) }
    descriptor = try Self.bound(host, port, options: [SO_REUSEADDR, SO_REUSEPORT])
    self.port = port != 0 ? port : Self.port(of: descriptor)
    if port != 0 && sharesPort { Self.takeConnections(descriptor) }
  }

  /// Of the sockets of a port the second one, which is this, gets all connections from now on: what waits at a socket that is closed would be reset. Where
  /// there is but one, the kernel does not heed it.
  private static func takeConnections(_ descriptor: CInt) {
    struct Program {
      var count: UInt16
      var code: UnsafeMutablePointer<UInt64>
    }
    // One instruction of the kernel's packet filter: return 1 (BPF_RET | BPF_K).
    var instruction = UInt64(littleEndian: 0x0000_0001_0000_0006)
    withUnsafeMutablePointer(to: &instruction) { code in
      var program = Program(count: 1, code: code)
      // Without it, connections are shared until the other one has gone.
      _ = setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, socklen_t(MemoryLayout<Program>.size))
    }
  }

  private static func bound(_ host: String, _ port: Int, options: [CInt]) throws(Failure) -> CInt {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0, let first = list else {
      throw failure(host, port, String(cString: gai_strerror(code)), "give an address of this machine with --listen HOST:PORT")
    }
    defer { freeaddrinfo(list) }
    let address = first.pointee
    let descriptor = socket(address.ai_family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw failure(host, port, errno) }
    var on: CInt = 1
    for option in options { setsockopt(descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<CInt>.size)) }
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1_024) == 0 else {
      let error = failure(host, port, errno)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func port(of descriptor: CInt) -> Int {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
      // The port stands at the same place in both families' addresses.
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Int(UInt16(bigEndian: $0.pointee.sin_port)) }
    }
  }

  private static func failure(_ host: String, _ port: Int, _ code: CInt) -> Failure {
    let advice =
      code == EADDRINUSE
      ? "another process listens there; end it, choose another port with --listen HOST:PORT, or take over from another tenhost-server with --takeover"
      : "choose another address with --listen HOST:PORT"
    return failure(host, port, String(cString: strerror(code)), advice)
  }

  private static func failure(_ host: String, _ port: Int, _ reason: String, _ advice: String) -> Failure {
    Failure(description: "cannot listen on \(host):\(port): \(reason); \(advice)")
  }
}
