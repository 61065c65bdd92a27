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
