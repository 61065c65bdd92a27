internal import TenAudio
public import TenRuntime

/// Plays a WAV file as audio frames `pcm_frame`, the last one marked as the end of its stream, and data `end` behind them.
public actor WavSource: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private static let frameName: MessageName = "pcm_frame"
  private let settings: WavSourceSettings
  private var channel = ""
  private var begin = Duration.zero
  private var frames = 0
  private var bytes = 0
  private var refused = 0

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try WavSourceSettings(context.properties)
  }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    context.log.info("node \(context.nodeName): channel=\(channel)")
    let file = try await open()
    context.log.info("playing '\(settings.path)': \(file.format)")
    context.spawn { await self.play(file) }
  }

  public func handle(_ command: Command, _ reply: PendingReply) -> CommandResult {
    let own: Properties = ["node": .string(context.nodeName), "channel": .string(channel)]
    switch command.name.text {
    case "channel": return .ok(own)
    case "stats": return .ok(own.merging(["frames": Value(frames), "bytes": Value(bytes), "refused": Value(refused)]))
    default: return .error("the source '\(context.nodeName)' got the command '\(command.name)'; it knows 'channel' and 'stats'")
    }
  }

  private func open() async throws -> FrameFile {
    let settings = settings
    return try await context.offload { try FrameFile(settings.path, frameMilliseconds: settings.frameMilliseconds) }
  }

  private func play(_ first: FrameFile) async {
    do {
      var file = first
      begin = context.clock.now
      var position = try await play(file, from: 0)
      while settings.loops {
        file = try await open()
        let next = try await play(file, from: position)
        guard next > position else { throw AudioError("play '\(settings.path)' again and again", "it holds no samples") }
        position = next
      }
      try await finish(file)
    } catch {
      if !Task.isCancelled { context.fail("\(error)") }
    }
  }

  /// Sends the frames of the file, one held back so that the last can be marked.
  /// - Parameter position: samples of one channel that were sent before.
  /// - Returns: the same with those of this file.
  private func play(_ file: FrameFile, from position: Int) async throws -> Int {
    var position = position
    var held: Payload?
    while case let piece = try await context.offload({ try file.next() }), !piece.isEmpty {
      for frame in piece {
        if let held { try await send(held, of: file, &position, isLast: false) }
        held = frame
      }
    }
    for warning in file.warnings { context.log.warning("'\(settings.path)': \(warning)") }
    // A file without samples tells its format with an empty frame.
    try await send(held ?? Payload(), of: file, &position, isLast: !settings.loops)
    return position
  }

  private func send(_ samples: Payload, of file: FrameFile, _ position: inout Int, isLast: Bool) async throws {
    let format = file.frameFormat
    let time = Duration.microseconds(position * 1_000_000 / format.sampleRate)
    if settings.isFast {
      try await context.room(for: Self.frameName)
      // A long file must not keep the loop to itself.
      if frames % 64 == 63 { await Task.yield() }
    } else {
      try await context.clock.sleep(until: begin + time)
    }
    var frame = AudioFrame(
      Self.frameName, sampleRate: format.sampleRate, channels: format.channels, bytesPerSample: format.bytesPerSample, payload: samples)
    frame.timestamp = Int64(position * 1_000 / format.sampleRate)
    frame.isEndOfStream = isLast
    position += frame.samplesPerChannel
    frames += 1
    bytes += samples.count
    if !context.send(frame).isAccepted { refused += 1 }
  }

  private func finish(_ file: FrameFile) async throws {
    if refused > 0 { context.log.warning("\(refused) of \(frames) frames were not taken: nobody is connected, or a receiver was full") }
    context.log.info("sent \(frames) frames, \(bytes) bytes")
    try await context.send(DataMessage("end", ["frames": Value(frames), "bytes": Value(bytes)]))
    guard settings.endsSession else { return }
    // It waits behind everything, so its answer says that everything has arrived.
    let result = try await context.send(Command("drain"))
    if !result.isOK { context.log.warning("ending the session without knowing that all has arrived: \(result.detail)") }
    context.endSession(reason: "'\(settings.path)' was played")
  }
}
