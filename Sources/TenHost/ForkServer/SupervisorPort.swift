internal import Glibc
internal import TenControl

/// A fork server's side of the connection to its supervisor: lines in, lines out, never waiting.
struct SupervisorPort {
  let descriptor: CInt
  private(set) var isOpen = true
  private var input: [UInt8] = []
  private var output: [UInt8] = []

  /// The longest line. So much may also wait to be written before no more requests are read.
  static let maximum = 1 << 20

  /// - Throws: when the descriptor is no connection.
  init(_ descriptor: CInt) throws(ForkError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
      throw ForkError(
        "descriptor \(descriptor) is no socket: a fork server is started by a server, with a connection to it there; run a graph with `tenhost run`")
    }
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  /// What to wait for.
  var events: Int16 {
    let wanted = (output.count < Self.maximum ? POLLIN : 0) | (output.isEmpty ? 0 : POLLOUT)
    return Int16(wanted)
  }

  mutating func say(_ reply: ForkReply) {
    guard isOpen else { return }
    output += reply.line
    output.append(UInt8(ascii: "\n"))
    write()
  }

  mutating func write() {
    var done = 0
    while done < output.count {
      let count = output[done...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno != EAGAIN { end() }
        break
      }
      done += count
    }
    if isOpen { output.removeFirst(done) }
  }

  /// Writes out what is left, and waits for it.
  mutating func finish() {
    while isOpen, !output.isEmpty {
      var look = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if poll(&look, 1, 1_000) == 0 { return }
      write()
    }
  }

  /// The lines that have come.
  mutating func read() -> [[UInt8]] {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0 {
      if errno != EAGAIN && errno != EINTR { end() }
      return []
    }
    guard count > 0 else {
      end()
      return []
    }
    input += chunk[..<count]
    var lines: [[UInt8]] = []
    var start = 0
    while let stop = input[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(Array(input[start..<stop]))
      start = stop + 1
    }
    input.removeFirst(start)
    // Whoever writes lines without an end is no supervisor.
    if input.count > Self.maximum { end() }
    return lines
  }

  private mutating func end() {
    isOpen = false
    input = []
    output = []
    close(descriptor)
  }

  /// In a child: the connection is the parent's.
  func closeInChild() { if isOpen { close(descriptor) } }
}
