internal import TenAudio
internal import TenCore
public import TenRuntime

/// Speaks English text with the library Flite, in frames of 16 kHz, as fast as the receivers take them.
public actor TtsFlite: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let voice: String
  private var slicer: PCMSlicer
  /// Whose sound the slicer holds.
  private var slicing: SpeechRequests.Claim?
  private var requests = SpeechRequests()

  public init(_ context: ExtensionContext) throws {
    self.context = context
    voice = try context.properties.string("voice")
    let frame = try context.properties.int("frame_ms")
    guard ["rms", "slt"].contains(voice) else { throw AudioError("speak", "the property 'voice' is '\(voice)'", advice: "use rms or slt") }
    guard (5...1_000).contains(frame) else { throw AudioError("speak", "the property 'frame_ms' is \(frame)", advice: "use 5 to 1000 ms") }
    slicer = try PCMSlicer(PCMFormat(sampleRate: Flite.sampleRate), milliseconds: frame)
  }

  public func prepare() async throws {
    let voice = voice
    try await context.offload { try Flite.load(voice: voice) }
  }

  public func handle(_ data: DataMessage) async throws {
    switch data.name.text {
    case "tts_text_input":
      do { try requests.add(data) } catch { context.report(error) }
    case "tts_flush":
      for message in requests.cancelAll(now: context.clock.now) { try await context.send(message) }
      var end = DataMessage("tts_flush_end", ["metadata": data["metadata"] ?? .object([:])])
      end["flush_id"] = data["flush_id"]
      try await context.send(end)
    default:
      context.report("'\(context.nodeName)' got the data '\(data.name)'; it knows 'tts_text_input' and 'tts_flush'")
    }
    work()
  }

  public func interrupted(turn: Turn) async {
    for message in requests.cancel(through: turn, now: context.clock.now) { try? await context.send(message) }
    work()
  }

  public func stop() async {
    for message in requests.cancelAll(now: context.clock.now) { try? await context.send(message) }
  }

  private func work() {
    guard let claim = requests.claim() else { return }
    context.spawn(in: claim.turn) { await self.speak(claim) }
  }

  private func speak(_ claim: SpeechRequests.Claim) async {
    var reason: SpeechRequests.Reason?
    do {
      reason = try await sayAll(claim)
    } catch {
      reason = .interrupted
      if !Task.isCancelled, requests.isLive(claim) {
        reason = .failed
        context.report(error)
      }
    }
    if let reason {
      for message in requests.end(claim, reason, now: context.clock.now) { try? await context.send(message) }
    }
    work()
  }

  /// - Returns: nil when more text will come, or the request has ended meanwhile.
  private func sayAll(_ claim: SpeechRequests.Claim) async throws -> SpeechRequests.Reason? {
    while true {
      try Task.checkCancellation()
      switch requests.next(claim) {
      case .say(let text): try await say(text, claim)
      case .complete:
        if slicing == claim, let rest = slicer.finish() { try await send([rest], claim) }
        return .complete
      case .wait, .gone: return nil
      }
    }
  }

  private func say(_ text: String, _ claim: SpeechRequests.Claim) async throws {
    let voice = voice
    let samples = try await context.offload { try Flite.samples(text, voice: voice) }
    guard requests.isLive(claim) else { return }
    if slicing != claim {
      slicer.reset()
      slicing = claim
    }
    try await send(slicer.append(Payload(int16: samples)), claim)
  }

  private func send(_ pieces: [Payload], _ claim: SpeechRequests.Claim) async throws {
    if let message = requests.start(claim, now: context.clock.now) { try await context.send(message) }
    for piece in pieces {
      try await context.room(for: "pcm_frame")
      guard let frame = requests.frame(claim, piece, sampleRate: Flite.sampleRate) else { return }
      context.send(frame)
    }
  }
}
