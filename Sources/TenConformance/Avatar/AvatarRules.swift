internal import TenCore
internal import TenRuntime
internal import TenTesting

/// What an avatar must do: bring the vendor's avatar into the session's channel, let it speak what is synthesised, and get out of the way when it cannot.
enum AvatarRules {
  static let all: [ConformanceRule] = sessions + speaking + failing

  static let channel = "conformance"
  static let uid: UInt32 = 12_345
  /// By when a vendor that does not work is told and left.
  static let slowest = Duration.seconds(60)

  static func start(_ conformance: ExtensionConformance) -> Properties {
    conformance.start.merging(["channel": .string(channel), "avatar_uid": Value(uid)])
  }

  static func sample(_ name: String) -> Properties? {
    switch name {
    case "tts_audio_start": ["request_id": "sample-1"]
    case "tts_audio_end": ["request_id": "sample-1", "reason": 1]
    default: nil
    }
  }

  /// Speaks in two turns; the second is interrupted.
  static func exercise(_ scene: ConformanceScene) async throws {
    for number in 1...2 {
      let turn = try scene.beginTurn()
      try await scene.say(.milliseconds(600), request: "exercise-\(number)", in: turn, ends: number == 1)
      await scene.wait(.milliseconds(900))
    }
    try await scene.interrupt()
    await scene.wait(.milliseconds(200))
  }

  /// Runs the node with a vendor that the check may tell how to behave from the beginning.
  /// - Returns: what is left of the run, and the vendor.
  @discardableResult
  static func run(
    _ subject: ConformanceSubject, _ seed: UInt64, _ options: ConformanceSubject.Options = .init(), _ conduct: AvatarConduct = .works,
    _ body: @escaping @Sendable (ConformanceScene, any AvatarVendor) async throws -> Void
  ) throws -> (ConformanceSubject.Outcome, any AvatarVendor) {
    var conformance = subject.conformance
    guard let make = conformance.hooks.makeAvatar else { throw RuleDoesNotApply("the suite was given no vendor; give it one with vendor { … }") }
    let kept = Kept()
    conformance.hooks.makeAvatar = {
      let vendor = make()
      vendor.behave(conduct)
      kept.vendor.withLock { $0 = vendor }
      return vendor
    }
    var options = options
    options.start = start(conformance)
    let outcome = try ConformanceSubject(conformance).run(seed, options) { scene in
      guard let vendor = scene.avatar else { throw RuleBroken("the run has no vendor") }
      try await body(scene, vendor)
    }
    guard let vendor = kept.vendor.withLock({ $0 }) else { throw RuleBroken("the run had no vendor") }
    return (outcome, vendor)
  }

  private final class Kept: Sendable { let vendor = Locked<(any AvatarVendor)?>(nil) }
}

extension ConformanceScene {
  /// Sends speech in frames of 100 ms, as one request. Each sample is its frame's number, from 1.
  func say(_ duration: Duration, rate: Int = 24_000, request: String = "r", in turn: Turn = .none, ends: Bool = true) async throws {
    try await send(DataMessage("tts_audio_start", ["request_id": .string(request)]), in: turn)
    for number in 0..<Int(duration / .milliseconds(100)) {
      let samples = [Int16](repeating: Int16(truncatingIfNeeded: number + 1), count: rate / 10)
      try send(AudioFrame("pcm_frame", sampleRate: rate, channels: 1, payload: ExtensionConformance.bytes(samples)), in: turn)
    }
    guard ends else { return }
    try await send(DataMessage("tts_audio_end", ["request_id": .string(request), "reason": 1]), in: turn)
  }
}

extension AvatarVendor {
  /// All audio that came, one piece after the other.
  var audio: [UInt8] { heard.flatMap { event -> [UInt8] in if case .audio(let bytes) = event.kind { bytes } else { [] } } }
  var seconds: Double { Double(audio.count) / 2 / Double(sampleRate) }
  var ends: Int { heard.count { if case .end = $0.kind { true } else { false } } }
  var interrupts: Int { heard.count { if case .interrupt = $0.kind { true } else { false } } }
}
