public import TenRuntime

/// Sends a sine tone as audio frames `pcm_frame`, the last one marked as the end of its stream, and data `end` behind them.
public actor Tone: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private static let frameName: MessageName = "pcm_frame"
  private let settings: ToneSettings
  /// What it tells of itself: its name and its channel.
  private var own = Properties()
  private var frames = 0
  private var bytes = 0
  private var refused = 0

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try ToneSettings(context.properties)
  }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
    context.spawn { try await self.play() }
  }

  public func handle(_ command: Command, _ reply: PendingReply) -> CommandResult {
    switch command.name.text {
    case "channel": return .ok(own)
    case "stats": return .ok(own.merging(["frames": Value(frames), "refused": Value(refused)]))
    default: return .error("the tone '\(context.nodeName)' got the command '\(command.name)'; it knows 'channel' and 'stats'")
    }
  }

  private func play() async throws {
    let begin = context.clock.now
    let wave = settings.wave
    for index in 0..<wave.frameCount {
      if settings.isFast {
        try await context.room(for: Self.frameName)
        // A long tone must not keep the loop to itself.
        if index % 64 == 63 { await Task.yield() }
      } else {
        try await context.clock.sleep(until: begin + .milliseconds(settings.frameMilliseconds * index))
      }
      send(wave, index)
    }
    if refused > 0 { context.log.warning("\(refused) of \(frames) frames were not taken: a receiver was full") }
    try await context.send(DataMessage("end", ["frames": Value(frames), "bytes": Value(bytes)]))
  }

  private func send(_ wave: SineWave, _ index: Int) {
    var frame = AudioFrame(Self.frameName, sampleRate: wave.sampleRate, channels: 1, payload: wave.frame(index))
    frame.timestamp = Int64(settings.frameMilliseconds * index)
    frame.isEndOfStream = index == wave.frameCount - 1
    if let turn = settings.turn { frame.turn = turn }
    frames += 1
    bytes += frame.payload.count
    if case .rejected = context.send(frame) { refused += 1 }
  }
}
