internal import Glibc

/// The Unix socket on which a host listens, made before the host exists.
enum HostSocket {
  /// - Returns: a descriptor that listens.
  static func listen(_ path: String) throws(ForkError) -> CInt {
    try make(path, "listening on") { descriptor, address, length in
      // The mode is set on the socket: the file has it from its first moment.
      fchmod(descriptor, 0o600) == 0 && bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 16) == 0
    }
  }

  /// - Returns: a descriptor that is connected to whoever listens at `path`.
  static func connect(_ path: String) throws(ForkError) -> CInt { try make(path, "connecting to") { Glibc.connect($0, $1, $2) == 0 } }

  private static func make(
    _ path: String, _ attempted: String, _ use: (CInt, UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) throws(ForkError) -> CInt {
    var address = sockaddr_un()
    let maximum = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= maximum else {
      throw ForkError("the path of the socket \(path) has \(path.utf8.count) bytes, and the system allows \(maximum); use a shorter runtime folder")
    }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw ForkError(errno, "making a socket for \(path)") }
    let isDone = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard isDone else {
      let reason = errno
      close(descriptor)
      throw ForkError(reason, "\(attempted) \(path)")
    }
    return descriptor
  }
}
