internal import TenAudio
public import TenRuntime

/// Writes the audio frames `pcm_frame` into a WAV file of the first frame's format, and completes it when data `end` comes or the session ends.
///
/// Frames are gathered and written off the loop; meanwhile nothing more is handed over, so memory is bounded and a slow disk becomes back-pressure.
public actor WavSink: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let path: String
  private let endsSession: Bool
  /// What it tells of itself: its name and its channel.
  private var own = Properties()
  private var file: NewWavFile?
  private var format: PCMFormat?
  private var gathered: [Payload] = []
  private var gatheredBytes = 0
  private var frames = 0
  private var bytes = 0
  private var refused = 0
  private var isComplete = false
  /// The disk has refused it: nothing more is written, and what stood at the path stays.
  private var hasFailed = false
  private var isWriting = false
  private var afterWriting: CheckedContinuation<Void, Never>?
  /// What is gathered before it is written.
  private static let limit = 65_536

  public init(_ context: ExtensionContext) throws {
    self.context = context
    path = try context.properties.string("path")
    endsSession = try context.properties.bool("end_session")
    guard !path.isEmpty else { throw AudioError("write a WAV file", "the property 'path' is empty", advice: "name a file") }
  }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
  }

  public func handle(_ frame: AudioFrame) async throws {
    guard !hasFailed, isWritable(frame) else { return }
    frames += 1
    bytes += frame.payload.count
    gathered.append(frame.payload)
    gatheredBytes += frame.payload.count
    if gatheredBytes >= Self.limit { await write() }
  }

  public func handle(_ data: DataMessage) async throws {
    guard data.name == "end" else { return context.report("the sink '\(context.nodeName)' got the data '\(data.name)'; it knows 'end'") }
    await complete()
    if endsSession, !hasFailed { context.endSession(reason: "'\(path)' is complete") }
  }

  public func handle(_ command: Command, _ reply: PendingReply) -> CommandResult {
    switch command.name.text {
    case "channel": return .ok(own)
    case "stats", "drain":
      // A serial node: what came before the command was written, as far as it is written at all.
      return .ok(
        own.merging(["frames": Value(frames), "bytes": Value(bytes), "refused": Value(refused), "complete": .bool(isComplete)]))
    default: return .error("the sink '\(context.nodeName)' got the command '\(command.name)'; it knows 'channel', 'stats' and 'drain'")
    }
  }

  public func stop() async {
    if isWriting { await withCheckedContinuation { afterWriting = $0 } }
    await complete()
  }

  /// Whether the frame fits into the file. The first one decides its format.
  private func isWritable(_ frame: AudioFrame) -> Bool {
    do {
      guard !isComplete else { throw AudioError("write a frame to '\(path)'", "it came after 'end'", advice: "use one sink for one stream") }
      let given = try PCMFormat(
        sampleRate: frame.sampleRate, channels: frame.channels, bytesPerSample: frame.bytesPerSample, interleaved: !frame.isPlanar)
      let format = format ?? given
      guard given == format else { throw AudioError("write a frame to '\(path)'", "it has \(given), and the file \(format)") }
      guard frame.payload.count % format.bytesPerFrame == 0 else {
        throw AudioError("write a frame to '\(path)'", "\(frame.payload.count) bytes are no whole samples of \(format)")
      }
      guard format.interleaved else { throw AudioError("write a frame to '\(path)'", "its channels are not interleaved", advice: "interleave them") }
      self.format = format
      return true
    } catch {
      refused += 1
      // One report says it; a stream of wrong frames must not flood the log.
      if refused == 1 { context.report(error) }
      return false
    }
  }

  /// Writes what is gathered.
  private func write() async {
    guard !gathered.isEmpty, !hasFailed, let format else { return }
    let pieces = gathered
    let size = gatheredBytes
    gathered = []
    gatheredBytes = 0
    let file = file ?? NewWavFile(path, format, suffix: String(context.random.next(), radix: 16))
    self.file = file
    let isWritten = await offloading { try file.write(pieces) }
    guard !isWritten else { return }
    gathered = pieces + gathered
    gatheredBytes += size
  }

  private func complete() async {
    guard !isComplete else { return }
    await write()
    guard let file, gathered.isEmpty, !hasFailed else {
      if format == nil { context.log.notice("no frame came: '\(path)' was not written") }
      return
    }
    guard await offloading({ try file.complete() }), !hasFailed else { return }
    isComplete = true
    context.log.info("wrote '\(path)': \(frames) frames, \(bytes) bytes\(refused > 0 ? "; \(refused) frames were refused" : "")")
  }

  /// Runs a call that blocks, off the loop. When it fails, so does the node.
  /// - Returns: false when it was taken back before it began, because the session ends: `stop` does it again.
  private func offloading(_ work: @escaping @Sendable () throws -> Void) async -> Bool {
    isWriting = true
    defer {
      isWriting = false
      afterWriting?.resume()
      afterWriting = nil
    }
    do {
      try await context.offload(work)
    } catch is CancellationError {
      return false
    } catch {
      hasFailed = true
      file = nil
      context.fail("\(error)")
    }
    return true
  }
}
