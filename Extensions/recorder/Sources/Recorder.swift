public import TenRuntime

/// Writes every message that it gets as a line of JSON: into a file, or into the log.
///
/// Lines are kept until there are `buffer_bytes` of them, then written off the loop; meanwhile nothing more is handed over, so memory is bounded and a slow
/// disk becomes back-pressure. The command `save` writes what is kept, and so does the end of the session.
public actor Recorder: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let path: String
  private let limit: Int
  private let withPayloads: Bool
  private var file: LineFile?
  /// What it tells of itself: its name and its channel.
  private var own = Properties()
  private var begin = Duration.zero
  private var buffer: [UInt8] = []
  private var isSaving = false
  private var afterSaving: CheckedContinuation<Void, Never>?
  private var messages = 0
  private var written = 0

  public init(_ context: ExtensionContext) throws {
    self.context = context
    path = try context.properties.string("path")
    limit = min(max(try context.properties.int("buffer_bytes"), 0), 16 << 20)
    withPayloads = try context.properties.bool("payloads")
  }

  public func start(_ start: StartMessage) async throws {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
    begin = context.clock.now
    guard !path.isEmpty else { return }
    let path = path
    file = try await context.offload { try LineFile(appendingTo: path) }
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "channel": return .ok(own)
    case "stats": return .ok(own.merging(["messages": Value(messages), "bytes": Value(written + buffer.count)]))
    case "save":
      try await save()
      return .ok()
    default:
      try await record(command, "cmd")
      return .ok()
    }
  }

  public func handle(_ data: DataMessage) async throws { try await record(data, "data", payload: data.payload) }

  public func handle(_ frame: AudioFrame) async throws {
    try await record(frame, "audio_frame", payload: frame.payload, of: frame.description)
  }

  public func handle(_ frame: VideoFrame) async throws {
    try await record(frame, "video_frame", payload: frame.payload, of: frame.description)
  }

  public func stop() async {
    if isSaving { await withCheckedContinuation { afterSaving = $0 } }
    do { try await save() } catch { context.report(error) }
    file?.close()
    if messages > 0 { context.log.info("recorded \(messages) messages\(path.isEmpty ? "" : " in \(path)")") }
  }

  private func record(_ message: some Message, _ kind: String, payload: Payload? = nil, of media: Properties = Properties()) async throws {
    messages += 1
    let line = MessageLine(
      message, kind: kind, from: context.source(of: message), at: context.clock.now - begin, payload: payload, media: media, withBytes: withPayloads)
    let value = line.value(session: context.sessionName, number: messages)
    guard file != nil else {
      context.log.info("\(JSON.text(of: value))")
      return
    }
    buffer += JSON.bytes(of: value)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= limit { try await save() }
  }

  private func save() async throws {
    guard let file, !buffer.isEmpty else { return }
    let bytes = buffer
    buffer = []
    isSaving = true
    defer {
      isSaving = false
      afterSaving?.resume()
      afterSaving = nil
    }
    do {
      try await context.offload { try file.write(bytes) }
      written += bytes.count
    } catch is CancellationError {
      // The session ends before the write began: `stop` writes it.
      buffer = bytes + buffer
    }
  }
}
