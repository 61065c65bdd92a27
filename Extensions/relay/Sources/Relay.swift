public import TenRuntime

/// Passes on everything that it gets to where the graph connects it from here: commands with their results, data, audio and video, without copying.
///
/// It works in the synchronous layer, and waits only where a receiver has no room: then what comes after waits in its inbox, and its sender in turn, so
/// that nothing is lost and the order stays. The command `channel` is for the relay itself.
public actor Relay: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private static let channelName: MessageName = "channel"
  /// What it tells of itself: its name and its channel.
  private var own = Properties()

  public init(_ context: ExtensionContext) { self.context = context }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
  }

  public func receive(_ command: Command, _ reply: consuming Reply) {
    if command.name == Self.channelName {
      reply.send(.ok(own))
    } else {
      context.forward(command, reply)
    }
  }

  public func receive(_ data: DataMessage) {
    if context.hasRoom(for: data.name, kind: .data) { context.forward(data) } else { startHandling(data) }
  }

  public func receive(_ frame: AudioFrame) {
    if context.hasRoom(for: frame.name, kind: .audio) { context.send(frame) } else { startHandling(frame) }
  }

  public func receive(_ frame: VideoFrame) { context.send(frame) }

  public func handle(_ data: DataMessage) async throws { try await context.send(data) }

  public func handle(_ frame: AudioFrame) async throws {
    try await context.room(for: frame.name, kind: .audio)
    context.send(frame)
  }
}
