import TenRuntime

/// Speaks a word a second, for as long as its turn lasts.
public actor Voice: Extension {
  public static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "voice", "version": "0.1.0",
       "api": {"audio_frame_out": [{"name": "pcm_frame", "turn": "required"}]}}
      """, file: "manifest.json")
  public nonisolated let context: ExtensionContext
  /// What the vendor still has to answer, by request.
  private var turns: [String: Turn] = [:]

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func handle(_ data: DataMessage) async throws {
    guard let request = data["request_id"]?.string else { return }
    turns[request] = data.turn
  }

  /// Called by whoever reads the vendor's socket, which serves many turns and has none itself.
  func vendorSent(_ samples: Payload, for request: String) {
    guard let turn = turns[request] else { return }
    var frame = AudioFrame("pcm_frame", sampleRate: 24_000, channels: 1, payload: samples)
    frame.turn = turn
    context.send(frame)
  }

  public func interrupted(turn: Turn) async {
    turns = turns.filter { $0.value.number > turn.number }
  }
  // end

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    vendorSent(Payload([1, 2]), for: command["request_id"]?.string ?? "")
    return .ok(["open": .int(Int64(turns.count))])
  }
}
