public import TenRuntime

internal import TenCore

/// Gives each audio frame with an integer `stream_id` the property `metadata` `{"session_id": "<stream_id>"}`, and passes everything on.
public actor StreamidAdapter: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  public func receive(_ frame: AudioFrame) {
    // A microphone's frames never wait: their receiver drops the oldest.
    guard frame.turn.isNone || context.hasRoom(for: frame.name, kind: .audio) else { return startHandling(frame) }
    context.send(named(frame))
  }

  public func handle(_ frame: AudioFrame) async throws {
    try await context.room(for: frame.name, kind: .audio)
    context.send(named(frame))
  }

  public func receive(_ frame: VideoFrame) { context.send(frame) }

  public func handle(_ data: DataMessage) async throws { try await context.send(data) }

  public func receive(_ command: Command, _ reply: consuming Reply) { context.forward(command, reply) }

  private func named(_ frame: AudioFrame) -> AudioFrame {
    guard let stream = frame["stream_id"]?.int else { return frame }
    var named = frame
    var metadata = frame["metadata"]?.object ?? Properties()
    metadata["session_id"] = .string(String(stream))
    named["metadata"] = .object(metadata)
    return named
  }
}
