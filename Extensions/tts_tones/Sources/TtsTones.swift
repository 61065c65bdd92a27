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
    var read = PropertyReader(context.properties)
    sampleRate = read.int("sample_rate", oneOf: [16_000, 24_000, 48_000])
    framesPerWord = read.int("ms_per_word", 20...10_000) / 20
    try read.check()
  }

  public func say(_ text: String, _ claim: SpeechRequests.Claim) async throws {
    let samples = Payload(int16: TonePair.samples(Int(claim.turn.number), sampleRate: sampleRate))
    let frames = text.split(separator: " ").count * framesPerWord
    try await send(repeatElement(samples, count: frames), sampleRate: sampleRate, claim)
  }
}
