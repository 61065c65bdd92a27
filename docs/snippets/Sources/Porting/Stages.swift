import TenRuntime

/// The stages of TEN's addon, app and extension, and what a node says to the host.
public actor Hello: Extension {
  public static let manifest = Manifest(name: "hello")
  public static var defaults: Properties { ["greeting": "Hello"] }
  public nonisolated let context: ExtensionContext
  private var connection: RegisteredResource?

  public init(_ context: ExtensionContext) throws {
    self.context = context
  }

  public func prepare() async throws {
    connection = context.register { /* closes what the node holds */  }
  }

  public func start(_ start: StartMessage) async throws {
    let channel = try start.string("channel")
    context.log.info("in \(channel)")
  }

  public func stop() async {
    connection?.release()
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { .ok() }
  public func handle(_ data: DataMessage) async throws {}
  public func handle(_ frame: AudioFrame) async throws {}
  public func handle(_ frame: VideoFrame) async throws {}

  func ends() {
    context.endSession(reason: "the caller hung up")
    context.fail("the vendor refused the key")
    context.report(Failed())
  }
}

struct Failed: Error {}

/// A session from code of one's own.
func startSession(_ graph: CompiledGraph, on host: Host) async throws {
  let session = try host.start(graph, StartRequest(values: ["channel": "room_17"]))
  try await session.ready()
  await session.stop()
}

func compile(_ hello: Manifest) throws -> CompiledGraph {
  var catalogue = ExtensionCatalogue()
  try catalogue.add(hello)
  let graph = try GraphCompiler(catalogue: catalogue, environment: [:]).compile(file: "graphs/hello.json")
  return graph
}
