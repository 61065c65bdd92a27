internal import Glibc
internal import TenControl
internal import TenCore
internal import TenRuntime

/// Keeps the headers of a session's last messages, and what its loops are at, in a file that outlives the process, however that ends.
///
/// The file is mapped into memory: a message costs a few stores. It stays mapped to the end of the process.
final class FlightRecorder: MessageRecorder, @unchecked Sendable {
  // @unchecked: the writer is Sendable, all else is fixed.
  private let writer: FlightWriter
  private let loops = LoopNumbers()

  /// Which slot the next loop gets.
  private final class LoopNumbers: Sendable {
    private let next = Locked(0)

    func take() -> Int {
      next.withLock { number in
        defer { number += 1 }
        return number
      }
    }
  }

  /// - Parameters:
  ///   - path: of the file, which is made, or made anew.
  ///   - graph: whose nodes and messages have names.
  init(path: String, graph: CompiledGraph) throws(ForkError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw ForkError(errno, "opening \(path)") }
    defer { close(descriptor) }
    // With its room on the disk taken now: a store into a hole of a full disk would be a fault.
    let code = posix_fallocate(descriptor, 0, FlightLayout.size)
    guard code == 0 else { throw ForkError(code, "making room for \(path)") }
    guard let memory = mmap(nil, FlightLayout.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
      throw ForkError(errno, "mapping \(path)")
    }
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    writer = FlightWriter(
      memory, nodes: graph.nodes.map(\.name), time: OwnProcess.time, clock: UInt64(clock.tv_sec * 1_000 + clock.tv_nsec / 1_000_000))
    super.init()
    for text in Self.names(of: graph) {
      if let name = try? MessageName(text) { writer.learn(name) }
    }
  }

  /// What can be in a node's hands without any node having sent it.
  private static func names(of graph: CompiledGraph) -> [String] {
    var names = ["init", "prepare", "ten:start", "stop", "flush"] + graph.connections.map(\.name)
    for node in graph.nodes { names += node.manifest.messages.filter { $0.direction == .in && $0.name != "*" }.map(\.name) }
    return names
  }

  /// Shows what the loop is at. Before anything of a session runs on it.
  func attach(_ loop: EventLoop) { loop.showActivity(at: writer.loop(loops.take())) }

  /// Records what nodes send.
  func attach(_ options: inout HostOptions) { options.recorder = self }

  override func record(_ header: MessageHeader, at milliseconds: UInt64) {
    writer.add(clock: milliseconds, source: header.source, kind: header.kind, name: header.name, turn: header.turn, bytes: header.bytes)
  }

  override func record(name: MessageName) { writer.learn(name) }

  override func record(task: UInt, of node: NodeIndex) { writer.add(task: task, of: node) }

  override func node(ofTask task: UInt) -> NodeIndex? { writer.node(ofTask: task) }

  /// The loops of groups with a thread are shown, too.
  func watching(_ provider: any LoopProvider) -> any LoopProvider { WatchedLoops(provider: provider, recorder: self) }

  private struct WatchedLoops: LoopProvider {
    let provider: any LoopProvider
    let recorder: FlightRecorder

    func makeLoop(named name: String) throws -> EventLoop? {
      let loop = try provider.makeLoop(named: name)
      if let loop { recorder.attach(loop) }
      return loop
    }

    func endLoop(_ loop: EventLoop) { provider.endLoop(loop) }
  }
}
