internal import TenAudio
internal import TenCore
public import TenRuntime

/// A TTS for tests: each word becomes sound that carries the number of its turn (`TonePair`), as fast as the receivers take it.
public actor TtsTones: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let sampleRate: Int
  private let framesPerWord: Int
  private var requests = SpeechRequests()

  public init(_ context: ExtensionContext) throws {
    self.context = context
    sampleRate = try context.properties.int("sample_rate")
    let perWord = try context.properties.int("ms_per_word")
    guard [16_000, 24_000, 48_000].contains(sampleRate) else {
      throw AudioError("speak in tones", "the property 'sample_rate' is \(sampleRate)", advice: "use 16000, 24000 or 48000 Hz")
    }
    guard (20...10_000).contains(perWord) else {
      throw AudioError("speak in tones", "the property 'ms_per_word' is \(perWord)", advice: "use 20 to 10000 ms")
    }
    framesPerWord = perWord / 20
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
      case .complete: return .complete
      case .wait, .gone: return nil
      }
    }
  }

  private func say(_ text: String, _ claim: SpeechRequests.Claim) async throws {
    let samples = Payload(int16: TonePair.samples(Int(claim.turn.number), sampleRate: sampleRate))
    if let message = requests.start(claim, now: context.clock.now) { try await context.send(message) }
    for _ in 0..<text.split(separator: " ").count * framesPerWord {
      try await context.room(for: "pcm_frame")
      guard let frame = requests.frame(claim, samples, sampleRate: sampleRate) else { return }
      context.send(frame)
    }
  }
}
