internal import TenAudio
internal import TenCore
public import TenRuntime
public import TenSpeech

/// Speaks English text with the library Flite, in frames of 16 kHz, as fast as the receivers take them.
public actor TtsFlite: SpeechExtension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  public var requests = SpeechRequests()
  private let voice: String
  private var slicer: PCMSlicer
  /// Whose sound the slicer holds.
  private var slicing: SpeechRequests.Claim?

  public init(_ context: ExtensionContext) throws {
    self.context = context
    var read = PropertyReader(context.properties)
    voice = read.string("voice", oneOf: ["rms", "slt"])
    let frame = read.int("frame_ms", 5...1_000)
    try read.check()
    slicer = try PCMSlicer(PCMFormat(sampleRate: Flite.sampleRate), milliseconds: frame)
  }

  public func prepare() async throws {
    let voice = voice
    try await context.offload { try Flite.load(voice: voice) }
  }

  public func say(_ text: String, _ claim: SpeechRequests.Claim) async throws {
    let voice = voice
    let samples = try await context.offload { try Flite.samples(text, voice: voice) }
    guard requests.isLive(claim) else { return }
    if slicing != claim {
      slicer.reset()
      slicing = claim
    }
    try await send(slicer.append(Payload(int16: samples)), sampleRate: Flite.sampleRate, claim)
  }

  public func finish(_ claim: SpeechRequests.Claim) async throws {
    if slicing == claim, let rest = slicer.finish() { try await send([rest], sampleRate: Flite.sampleRate, claim) }
  }
}
