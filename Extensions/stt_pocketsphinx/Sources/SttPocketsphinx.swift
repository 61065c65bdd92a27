internal import TenAudio
internal import TenCore
public import TenRuntime

/// Recognises English speech with the library PocketSphinx, off the loop, one piece of audio at a time.
public actor SttPocketsphinx: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let settings: SttSettings
  private var decoder: Decoder?
  private var input = MonoInput()
  private var queue = AudioQueue<Properties?>()
  private var results: Results
  /// That of the last frame.
  private var metadata = Value.object([:])
  private var isWorking = false
  private var lastFrame = Duration.zero
  private var isWatching = false
  private var isBehind = false
  private var hasRefused = false

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try SttSettings(context.properties)
    results = Results(language: settings.language, interval: settings.interval)
  }

  public func prepare() async throws {
    let settings = settings
    decoder = try await context.offload { try Decoder(settings) }
  }

  public func receive(_ frame: AudioFrame) {
    let samples: [Int16]
    do {
      samples = try input.samples(frame)
    } catch {
      // A stream of wrong frames must not flood the log.
      if !hasRefused { context.report(error) }
      hasRefused = true
      return
    }
    if let metadata = frame["metadata"] { self.metadata = metadata }
    lastFrame = context.clock.now
    let dropped = queue.append(samples)
    if dropped > 0 && !isBehind {
      context.report("audio comes faster than it is recognised: more than 5 s wait, and the oldest is dropped; use a grammar, or fewer sessions")
    }
    if dropped > 0 { isBehind = true }
    work()
  }

  public func handle(_ data: DataMessage) async throws {
    guard data.name == "asr_finalize" else {
      return context.report("'\(context.nodeName)' got the data '\(data.name)'; it knows 'asr_finalize'")
    }
    guard queue.finalize(data.properties) else { return context.report("cannot end the utterance: too many 'asr_finalize' wait already") }
    work()
  }

  private func work() {
    guard !isWorking, let decoder, let next = queue.next() else { return }
    isWorking = true
    context.spawn { await self.run(next, decoder) }
  }

  private func run(_ first: AudioQueue<Properties?>.Work, _ decoder: Decoder) async {
    var next: AudioQueue<Properties?>.Work? = first
    do {
      while let work = next {
        try await perform(work, decoder)
        next = queue.next()
      }
    } catch {
      if !Task.isCancelled { context.report("recognising speech: \(error)") }
    }
    isWorking = false
    isBehind = false
  }

  private func perform(_ work: AudioQueue<Properties?>.Work, _ decoder: Decoder) async throws {
    switch work {
    case .decode(let samples, let place):
      for heard in try await context.offload({ decoder.process(samples, at: place) }) { try await send(heard) }
    case .finalize(let wish):
      if let heard = try await context.offload({ decoder.finalize() }) { try await send(heard) }
      guard let wish else { return }
      var end = DataMessage("asr_finalize_end", ["metadata": wish["metadata"] ?? metadata])
      end["finalize_id"] = wish["finalize_id"]
      try await context.send(end)
    }
  }

  private func send(_ heard: Decoder.Heard) async throws {
    let result = results.result(heard, metadata: metadata, now: context.clock.now, makeID: makeID)
    if case .partial = heard { watch() }
    if let result { try await context.send(result) }
  }

  /// Ends the utterance when the audio stops in the middle of it, as when the speaker has left.
  private func watch() {
    guard !isWatching else { return }
    isWatching = true
    context.spawn { try await self.waitForAudioToStop() }
  }

  private func waitForAudioToStop() async throws {
    defer { isWatching = false }
    let patience = Duration.milliseconds(settings.silence + 1_000)
    while lastFrame + patience > context.clock.now { try await context.clock.sleep(until: lastFrame + patience) }
    if queue.finalize(nil) { work() }
  }

  private func makeID() -> String {
    (0..<2).map { _ in
      let digits = String(context.random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
