internal import Glibc
internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenRuntime

/// A whole session of a graph of its own, in the fork server itself, before the first fork.
///
/// What the Swift runtime makes on first use (types, conformances, tables) is there for all hosts then. Without it, that is a third of what a host costs.
/// Nothing depends on its success.
struct Rehearsal {
  private let folder: RuntimeFolder
  private let surroundings: Surroundings

  init(_ folder: RuntimeFolder, _ surroundings: Surroundings) {
    self.folder = folder
    var own = surroundings
    own.extensions = [Rehearser.self]
    own.ownsProcess = false
    self.surroundings = own
  }

  /// Returns when this process has one thread again.
  func run() throws {
    let seed = HostSeed(host: "rehearsal-\(getpid())", lease: "rehearsal", epoch: 1, limits: HostLimits(grace: 20))
    defer { for path in folder.all(of: seed.host) { unlink(path) } }
    let listener = try HostSocket.listen(folder.socket(of: seed.host))
    let client: CInt
    do {
      client = try HostSocket.connect(folder.socket(of: seed.host))
    } catch {
      close(listener)
      throw error
    }
    defer { close(client) }
    Self.say(requests(seed), to: client)
    let compiler = GraphCompiler(catalogue: try GraphSource.catalogue(surroundings), environment: [:]) { _ in Array(graph(client).utf8) }
    let compiled = try compiler.compile(file: "rehearsal.json")
    _ = ControlledHost(seed: seed, listener: listener, folder: folder, graph: compiled, surroundings: surroundings).run()
    // A thread that was joined is still listed for a moment.
    for _ in 0..<1_000 where OwnProcess.threads > 1 { poll(nil, 0, 1) }
  }

  /// All that a server would say, in advance; what is answered nobody reads.
  private func requests(_ seed: HostSeed) -> [HostRequest] {
    [
      .hello(lease: seed.lease, epoch: seed.epoch, since: 0),
      .start(id: 1, session: seed.host, StartRequest(values: ["channel": "rehearsal"], offered: ["channel"])),
      .command(id: 2, node: "first", name: "hello", ["text": "hello"], milliseconds: 1_000),
    ]
  }

  fileprivate static func say(_ requests: [HostRequest], to descriptor: CInt) {
    for request in requests {
      let line = request.line + [UInt8(ascii: "\n")]
      _ = line.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT)) }
    }
  }

  private func graph(_ client: CInt) -> String {
    """
    {"nodes": [{"type": "extension", "name": "first", "addon": "rehearser", "property": {"descriptor": \(client)}},
               {"type": "extension", "name": "second", "addon": "rehearser"}],
     "connections": [{"extension": "first", "cmd": [{"name": "hello", "dest": [{"extension": "second"}]}]}]}
    """
  }

  /// Passes a command on, and ends the session when it is answered.
  private actor Rehearser: Extension {
    static let manifest = Manifest(
      json: """
        {"type": "extension", "name": "rehearser", "version": "0.1.0", "description": "Shows the Swift runtime what a session needs.",
         "api": {"property": {"properties": {"descriptor": {"type": "int64"}}},
                 "start": {"properties": {"channel": {"type": "string"}}, "required": ["channel"]}}}
        """, file: "manifest.json")
    nonisolated let context: ExtensionContext

    init(_ context: ExtensionContext) { self.context = context }

    func start(_ start: StartMessage) async throws {
      let channel = try start.string("channel")
      context.log.info("in \(channel)")
    }

    func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
      guard context.properties["descriptor"] != nil else { return .ok(command.properties) }
      let result = try await context.send(Command("hello", command.properties))
      context.endSession(reason: "the rehearsal is over")
      return result
    }

    /// Stores the end record, as a server would: it has been told by the time that the host reads this.
    func stop() async {
      guard let descriptor = context.properties["descriptor"]?.int else { return }
      say([.acknowledge(sequence: .max)], to: CInt(descriptor))
      shutdown(CInt(descriptor), CInt(SHUT_WR))
    }
  }
}
