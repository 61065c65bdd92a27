internal import Glibc

/// Where the channels of this machine are.
package enum SocketPath {
  /// `$TENHOST_CHANNELS`, else `$XDG_RUNTIME_DIR/tenhost/channels.sock`, else `/tmp/tenhost-<uid>/channels.sock`.
  package static var standard: String {
    if let path = variable("TENHOST_CHANNELS") { return path }
    if let folder = variable("XDG_RUNTIME_DIR") { return "\(folder)/tenhost/channels.sock" }
    return "/tmp/tenhost-\(getuid())/channels.sock"
  }

  private static func variable(_ name: String) -> String? {
    guard let text = getenv(name) else { return nil }
    let value = String(cString: text)
    return value.isEmpty ? nil : value
  }

  /// Makes the folder of a socket, for its owner alone. A folder of someone else is refused: who owns it could replace the socket.
  static func makeFolder(of path: String) throws(ChannelError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    if mkdir(folder, 0o700) == 0 { return }
    let reason = errno
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ChannelError(
        .noServer, attempted: "making the folder \(folder) for the socket of the channels", reason: "\(String(cString: strerror(reason)))")
    }
    let isShared = status.st_mode & S_ISVTX != 0
    guard status.st_uid == getuid() || status.st_uid == 0 || isShared else {
      throw ChannelError(
        .noServer, attempted: "using the folder \(folder) for the socket of the channels",
        reason: "it belongs to another user; name another socket with --socket or TENHOST_CHANNELS")
    }
  }

  enum Found { case nothing, socket, other }

  static func look(_ path: String) -> Found {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
  }

  static func remove(_ path: String) { unlink(path) }
}
