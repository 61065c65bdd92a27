internal import Glibc

/// The Unix socket on which a host listens, made before the host exists.
enum HostSocket {
  /// - Returns: a descriptor that listens.
  static func listen(_ path: String) throws(ForkError) -> CInt {
    var address = sockaddr_un()
    let maximum = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= maximum else {
      throw ForkError("the path of the socket \(path) has \(path.utf8.count) bytes, and the system allows \(maximum); use a shorter runtime folder")
    }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw ForkError(errno, "making a socket for \(path)") }
    // The mode is set on the socket: the file has it from its first moment.
    var code = fchmod(descriptor, 0o600)
    if code == 0 {
      code = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
      }
    }
    if code == 0 { code = Glibc.listen(descriptor, 16) }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw ForkError(reason, "listening on \(path)")
    }
    return descriptor
  }
}
