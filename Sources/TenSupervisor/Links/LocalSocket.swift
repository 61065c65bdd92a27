internal import Glibc
internal import TenLoop

/// Connections to Unix sockets, made at once: the system needs no time for them, and a host whose backlog is full is tried again.
enum LocalSocket {
  static func connect(_ loop: UVLoop, path: String) throws(LinkError) -> UVPipe {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw LinkError(.broken, "connecting to \(path): the path is too long for a socket; choose a shorter runtime folder")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw LinkError(.broken, "making a socket for \(path): \(String(cString: strerror(errno)))") }
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw LinkError(.broken, "connecting to \(path): \(String(cString: strerror(reason)))")
    }
    do throws(UVError) {
      return try UVPipe.open(loop, descriptor: descriptor)
    } catch {
      close(descriptor)
      throw LinkError(.broken, error.description)
    }
  }
}
