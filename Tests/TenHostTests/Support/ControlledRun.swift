import Glibc
import TenControl
import TenCore
import TenGraph
import TenLoop
import TenRuntime
import Testing

@testable import TenHost

/// A controlled host on a thread of this process, in a runtime folder that is gone with the value.
final class ControlledRun {
  let folder: RuntimeFolder
  let output = Outlet()
  private let thread: UVLoopThread
  private let exit = ExitBox()
  private var isJoined = false

  static let host = "h1"
  static let lease = "the-lease-of-h1"
  static let graph = """
    {"nodes": [{"type": "extension", "name": "clerk", "addon": "clerk", "property": {"key": "graph-secret-1"}},
               {"type": "extension", "name": "ear", "addon": "hearer"}]}
    """

  init(_ graph: String = ControlledRun.graph, limits: HostLimits = HostLimits(grace: 50), epoch: Int = 1, blocks: BlockLimits = BlockLimits()) throws
  {
    // As `TenHost.main` does.
    signal(SIGPIPE, SIG_IGN)
    var template = Array("/tmp/tenhost-ctl-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    folder = RuntimeFolder(String(cString: try #require(made)))
    let surroundings = Surroundings(
      extensions: [Clerk.self, Hearer.self], environment: [:], output: output, errors: output, readInput: { [] }, ownsProcess: false)
    let file = try ScratchFile(graph)
    let compiled = try GraphCompiler(catalogue: try GraphSource.catalogue(surroundings), environment: [:]).compile(file: file.path)
    let host = ControlledHost(
      seed: HostSeed(host: Self.host, lease: Self.lease, epoch: epoch, limits: limits), listener: try Self.listen(folder), folder: folder,
      graph: compiled, surroundings: surroundings, limits: blocks)
    thread = try UVLoop.onThread(name: "host")
    // The loop of the thread is at this one piece of work for as long as the host runs.
    let exit = exit
    thread.loop.post {
      let status = host.run()
      exit.value.withLock { $0 = status }
    }
  }

  private static func listen(_ folder: RuntimeFolder) throws -> CInt {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try #require(descriptor >= 0)
    let isBound = ControlClient.withAddress(folder.socket(of: host)) { bind(descriptor, $0, $1) } == 0
    try #require(isBound)
    Glibc.listen(descriptor, 16)
    return descriptor
  }

  /// Connects and says hello.
  func connect(lease: String = ControlledRun.lease, epoch: Int = 1, since: Int = 0) throws -> ControlClient {
    let client = try ControlClient(folder.socket(of: Self.host))
    client.send(.hello(lease: lease, epoch: epoch, since: since))
    return client
  }

  /// A session under way: started as `call_1` in `channel`.
  func started(_ client: ControlClient, _ values: Properties = ["channel": "room_17"]) throws {
    client.send(.start(id: 1, session: "call_1", StartRequest(values: values)))
    let result = try client.result(1)
    try #require(result.status == .ok, "\(result)")
    _ = try client.event(.ready)
  }

  /// Waits for the host's end.
  func wait() -> HostExit? {
    if !isJoined { thread.stopAndJoin() }
    isJoined = true
    return exit.value.withLock { $0 }
  }

  func text(of path: String) -> String? { (try? TextFile.read(path)).map { String(decoding: $0, as: UTF8.self) } }

  private final class ExitBox: Sendable {
    let value = Locked<HostExit?>(nil)
  }

  deinit {
    if !isJoined { thread.stopAndJoin() }
    for path in folder.all(of: Self.host) { unlink(path) }
    rmdir(folder.path)
  }
}
