public import TenRuntime

/// Answers each command with the command's properties, and sends data and frames to where the graph connects their names from here.
///
/// It waits for its receivers where they have no room, so that it loses nothing.
public actor Echo: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  /// What it tells of itself: its name and its channel.
  private var own = Properties()

  public init(_ context: ExtensionContext) { self.context = context }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
  }

  public func handle(_ command: Command, _ reply: PendingReply) -> CommandResult {
    if command.name == "channel" { return .ok(own) }
    return .ok(command.properties)
  }

  public func handle(_ data: DataMessage) async throws { try await context.send(data) }

  public func handle(_ frame: AudioFrame) async throws {
    try await context.room(for: frame.name, kind: .audio)
    context.send(frame)
  }

  public func handle(_ frame: VideoFrame) async throws {
    try await context.room(for: frame.name, kind: .video)
    context.send(frame)
  }
}
