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
