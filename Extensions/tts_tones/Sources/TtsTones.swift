internal import TenAudio
internal import TenCore
public import TenRuntime
public import TenSpeech

/// A TTS for tests: each word becomes sound that carries the number of its turn (`TonePair`), as fast as the receivers take it.
public actor TtsTones: SpeechExtension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  public var requests = SpeechRequests()
  private let sampleRate: Int
  private let framesPerWord: Int

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

  public func say(_ text: String, _ claim: SpeechRequests.Claim) async throws {
    let samples = Payload(int16: TonePair.samples(Int(claim.turn.number), sampleRate: sampleRate))
    let frames = text.split(separator: " ").count * framesPerWord
    try await send(repeatElement(samples, count: frames), sampleRate: sampleRate, claim)
  }
}
