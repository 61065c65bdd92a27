internal import Glibc

/// What libuv has no call for: a socket with its mode before anyone can see it, and the credentials of a peer.
enum UnixSocket {
  /// The longest path that fits into an address.
  private static let maximum = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  static func check(_ path: String) throws(UVError) {
    guard path.utf8.count <= maximum, !path.isEmpty, !path.utf8.contains(0) else {
      let reason = "using \"\(path)\" (\(path.utf8.count) bytes, 1 to \(maximum) allowed) as the path of a socket"
      throw UVError(rawValue: path.utf8.count > maximum ? -ENAMETOOLONG : -EINVAL, attempted: reason)
    }
  }

  /// A socket bound to `path`. The mode is set on the socket, so that the file has it from its first moment whatever the umask of other threads.
  static func bind(_ path: String, mode: UInt32) throws(UVError) -> CInt {
    try check(path)
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw UVError(rawValue: -errno, attempted: "making a socket for \(path)") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    var code = fchmod(descriptor, mode)
    if code == 0 {
      code = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
      }
    }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw UVError(rawValue: -reason, attempted: "listening on \(path)")
    }
    return descriptor
  }

  static func remove(_ path: String) { unlink(path) }

  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

  static func peer(of descriptor: CInt, _ name: String) throws(UVError) -> PeerCredentials {
    // The C structure `ucred`: process, user, group.
    var values: (CInt, UInt32, UInt32) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: values))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &values, &size) == 0 else {
      throw UVError(rawValue: -errno, attempted: "asking who is on the other side of \(name)")
    }
    return PeerCredentials(processID: values.0, userID: values.1, groupID: values.2)
  }
}
