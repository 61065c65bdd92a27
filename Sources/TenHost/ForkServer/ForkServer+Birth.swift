internal import Glibc
internal import TenControl

/// How a host comes into being.
extension ForkServer {
  /// Makes the host's socket and its output, then the host.
  func bear(_ seed: HostSeed) throws(ForkError) -> ForkedHost {
    try check(seed.host)
    // A fork takes the calling thread along alone: a lock that another one holds would never be free again in the child.
    let threads = OwnProcess.threads
    guard threads == 1 else { throw ForkError("the fork server has \(threads) threads where it may have one: a library has started them") }
    let path = folder.socket(of: seed.host)
    let listener = try HostSocket.listen(path)
    var writer: CInt = -1
    let output: HostOutput
    do throws(ForkError) {
      output = try HostOutput(path: folder.output(of: seed.host), writer: &writer)
    } catch {
      close(listener)
      unlink(path)
      throw error
    }
    // What stands in stdio's buffers would be written twice.
    fflush(nil)
    let process = SignalPipe.blocked { before in
      let process = Glibc.fork()
      if process == 0 { live(seed, listener, writer, before) }
      return process
    }
    let reason = errno
    close(listener)
    close(writer)
    guard process > 0 else {
      output.closeAll()
      unlink(path)
      throw ForkError(reason, "fork")
    }
    return ForkedHost(name: seed.host, processID: process, output: output)
  }

  /// The name becomes part of paths.
  private func check(_ name: String) throws(ForkError) {
    let isPlain = name.utf8.allSatisfy { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
    guard isPlain, !name.isEmpty, name.utf8.count <= 64, name.first != "." else {
      throw ForkError("the name is no host's name: 1 to 64 letters, digits, '-', '_' and '.', the first no '.'")
    }
    guard !hosts.values.contains(where: { $0.name == name }) else { throw ForkError("a host of this name runs already") }
  }

  /// The child, from its first moment to its end. Signals are blocked until its own handling stands.
  private func live(_ seed: HostSeed, _ listener: CInt, _ writer: CInt, _ mask: sigset_t) -> Never {
    setsid()
    signals.release()
    signal(SIGPIPE, SIG_IGN)
    let null = open("/dev/null", O_RDONLY)
    dup2(null, 0)
    dup2(writer, 1)
    dup2(writer, 2)
    // One by one: libuv has just made some of its own for the child.
    for descriptor in [null, writer] where descriptor > 2 { close(descriptor) }
    port.closeInChild()
    for host in hosts.values { host.output.closeAll() }
    var descriptors = descriptors
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
    for note in seed.limits.apply() { Self.complain(note) }
    var before = mask
    sigprocmask(SIG_SETMASK, &before, nil)
    let status = body(seed, listener)
    fflush(nil)
    // What the parent has registered to be run at its own end is not the child's.
    _exit(status.rawValue)
  }

  private static func complain(_ text: String) {
    let line = text + "\n"
    _ = write(2, line, line.utf8.count)
  }
}
