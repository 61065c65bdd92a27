import Glibc
import TenControl
import Testing

@testable import TenHost

/// A fork server in a process of its own, with this process as its supervisor. Each line is waited for, but not for ever.
final class SpawnedForkServer {
  let folder: RuntimeFolder
  let process: pid_t
  private let tree: ScratchTree
  private var descriptor: CInt
  private var buffer: [UInt8] = []
  private var status: CInt?

  /// - Parameter graph: the text of its file.
  init(graph: String, in tree: ScratchTree) throws {
    self.tree = tree
    tree.make("run")
    folder = RuntimeFolder("\(tree.path)/run")
    try tree.write("graph.json", graph)
    var ends: [CInt] = [0, 0]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    var limit = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A copy: where the end is 3 already, it would be closed.
    let theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 10)
    posix_spawn_file_actions_adddup2(&actions, theirs, 3)
    let path = try SpawnedHost.products() + "/TenHostFixture"
    let arguments = [path, "fork-server", "\(tree.path)/graph.json", "--runtime", folder.path]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, nil, &words, &environment)
    close(ends[1])
    close(theirs)
    try #require(code == 0)
    self.process = process
    descriptor = ends[0]
  }

  deinit {
    disconnect()
    guard status == nil else { return }
    kill(process, SIGKILL)
    _ = wait()
  }

  /// nil at the end of the connection, or when nothing comes.
  func reply() throws -> ForkReply? {
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeFirst(end + 1) }
        return try ForkReply(line: Array(buffer[..<end]))
      }
      let count = recv(descriptor, &piece, piece.count, 0)
      // After a stop of this process.
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      buffer += piece[..<count]
    }
  }

  func greeting() throws -> ForkGreeting {
    guard case .ready(let greeting) = try reply() else { throw Unexpected() }
    return greeting
  }

  func send(_ line: [UInt8]) {
    _ = (line + [UInt8(ascii: "\n")]).withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
  }

  func seed(_ host: String, _ limits: HostLimits = HostLimits()) -> HostSeed { HostSeed(host: host, lease: "k", epoch: 1, limits: limits) }

  /// Asks for a host, and waits for it. - Returns: its process.
  func fork(_ host: String, _ limits: HostLimits = HostLimits()) throws -> pid_t {
    send(ForkRequest.fork(seed(host, limits)).line)
    guard case .forked(host, let process, let time) = try reply() else { throw Unexpected() }
    #expect(time == OwnProcess.startTime(of: pid_t(process)))
    return pid_t(process)
  }

  /// The ending of the next host that ends.
  func ending() throws -> (host: String, code: Int?, signal: Int?) {
    guard case .exited(let host, let code, let signal) = try reply() else { throw Unexpected() }
    return (host, code, signal)
  }

  func connect(_ host: String) throws -> ControlClient {
    let client = try ControlClient(folder.socket(of: host))
    client.send(.hello(lease: "k", epoch: 1, since: 0))
    return client
  }

  /// A connection to a host that is prepared. A warm host goes with it: it must be held as long as the host is needed.
  func prepared(_ host: String) throws -> ControlClient {
    let client = try connect(host)
    _ = try client.event(.prepared)
    return client
  }

  /// The supervisor goes.
  func disconnect() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  func bytes(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    return Array(buffer[..<fread(&buffer, 1, buffer.count, file)])
  }

  func text(of path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

  /// Waits for the server's end. - Returns: the exit code, or 128 and the signal.
  func wait() -> CInt {
    if let status { return status }
    var raw: CInt = 0
    while waitpid(process, &raw, 0) < 0 && errno == EINTR {}
    let code = raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + raw & 0x7f
    status = code
    return code
  }

  struct Unexpected: Error, CustomStringConvertible { let description = "the fork server said something else, or nothing" }
}
