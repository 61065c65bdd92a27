import TenRuntime

/// Sends a second of silence for each command `play`, in blocks of 20 ms, faster than they last.
public actor Player: Extension {
  public static let manifest = Manifest(name: "player")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    let blocks = [Payload](repeating: Payload([UInt8](repeating: 0, count: 640)), count: command["blocks"]?.int ?? 50)
    if command["waits"]?.bool == true { try await play(blocks) } else { try show(blocks) }
    return .ok()
  }

  private func play(_ blocks: [Payload]) async throws {
    // snippet
    for block in blocks {
      try await context.room(for: "pcm_frame")
      context.send(AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: block))
    }
    // end
  }

  private func show(_ blocks: [Payload]) throws {
    for block in blocks {
      let frame = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: block)
      // snippet
      switch context.send(frame) {
      case .accepted: break
      case .rejected(let error): context.log.warning("not taken: \(error)")
      case .dropped(let reason): context.log.debug("dropped: \(reason.key)")
      }
      // end
    }
  }
}
