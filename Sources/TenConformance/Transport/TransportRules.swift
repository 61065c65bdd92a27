internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

/// What a transport must do: bring the session into its channel, publish what it is sent in real time, and say what happens there.
enum TransportRules {
  static let all: [ConformanceRule] = joining + leaving + publishing + hearing + messages + [flood]

  static let channel = "conformance"
  static let (own, user, avatar): (UInt32, UInt32, UInt32) = (7, 17, 12_345)
  static let token = "007canary-of-a-token-4711"

  static func start(_ conformance: ExtensionConformance) -> Properties {
    conformance.start.merging([
      "channel": .string(channel), "bot_uid": Value(own), "user_uid": Value(user), "avatar_uid": Value(avatar), "token": .string(token),
    ])
  }

  static func sample(_ name: String) -> Properties? {
    switch name {
    case "data": ["data": .bytes(Payload(Array("packet".utf8)))]
    case "publish": ["message": "text"]
    case "set_presence_state": ["states": "{\"mood\":\"calm\"}"]
    default: nil
    }
  }

  /// Speaks in two turns, in the hearing of a user who speaks too; the second is interrupted.
  static func exercise(_ scene: ConformanceScene) async throws {
    let channel = scene.conformance.start["channel"]?.string ?? channel
    let user = try? await scene.channels?.enter(channel, .rtc(user))
    for _ in 0..<2 {
      let turn = try scene.beginTurn()
      if scene.carries(.audio) { for frame in TransportRules.speech(5) { try scene.send(frame, in: turn) } }
      if scene.carries(.data) { try await scene.send(DataMessage("data", sample("data") ?? Properties()), in: turn) }
      if scene.carries(.messages) { try scene.post(Command("publish", ["message": "text"]), in: turn) }
      user?.connection.publish(ChannelAudio(sampleRate: 16_000, timestamp: 0, payload: ExtensionConformance.bytes([Int16](repeating: 5, count: 320))))
      await scene.wait(.milliseconds(60))
    }
    try await scene.interrupt()
    await user?.connection.leave()
    await scene.wait(.milliseconds(100))
  }

  /// Frames of 20 ms, each sample of which is the frame's number, from 1.
  static func speech(_ frames: Int, from first: Int = 1) -> [AudioFrame] {
    (first..<first + frames).map {
      AudioFrame(
        "pcm_frame", sampleRate: 16_000, channels: 1,
        payload: ExtensionConformance.bytes([Int16](repeating: Int16(truncatingIfNeeded: $0), count: 320)))
    }
  }

  /// Runs the node in a channel of the hub, which the check may prepare, and ask after the run.
  /// - Returns: what is left of the run, and the hub.
  @discardableResult
  static func run(
    _ subject: ConformanceSubject, _ seed: UInt64, _ options: ConformanceSubject.Options = .init(),
    prepare: @escaping @Sendable (ChannelHub) -> Void = { _ in },
    _ body: @escaping @Sendable (ConformanceScene, ChannelHub) async throws -> Void
  ) throws -> (ConformanceSubject.Outcome, ChannelHub) {
    var conformance = subject.conformance
    let make = conformance.makeChannels ?? { ChannelHub() }
    let kept = Kept()
    conformance.makeChannels = {
      let hub = make()
      prepare(hub)
      kept.hub.withLock { $0 = hub }
      return hub
    }
    var options = options
    options.start = start(conformance)
    let outcome = try ConformanceSubject(conformance).run(seed, options) { scene in
      guard let hub = scene.channels else { throw RuleBroken("the run has no channels") }
      try await body(scene, hub)
    }
    guard let hub = kept.hub.withLock({ $0 }) else { throw RuleBroken("the run had no channels") }
    return (outcome, hub)
  }

  static func requires(_ media: TransportMedia, _ subject: ConformanceSubject, _ what: String) throws(RuleDoesNotApply) {
    guard subject.conformance.hooks.media.contains(media) else { throw RuleDoesNotApply("it carries no \(what)") }
  }

  private final class Kept: Sendable { let hub = Locked<ChannelHub?>(nil) }
}

extension ConformanceScene {
  func carries(_ media: TransportMedia) -> Bool { conformance.hooks.media.contains(media) }
}

extension ChannelHub {
  /// The numbers of the frames that the node has published, in order, each once for a run of equal samples.
  var spoken: [Int] {
    var numbers: [Int] = []
    for audio in audio(by: TransportRules.own) {
      audio.payload.withUnsafeBytes { bytes in
        for at in stride(from: 0, to: bytes.count - 1, by: 2) {
          let number = Int(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Int16.self)))
          if numbers.last != number { numbers.append(number) }
        }
      }
    }
    return numbers
  }

  /// How long all that the node has published is heard.
  var spokenTime: Duration {
    audio(by: TransportRules.own).reduce(.zero) {
      $0 + .nanoseconds(Int64($1.payload.count / 2 / $1.channels) * 1_000_000_000 / Int64($1.sampleRate))
    }
  }

  /// Whom the node is in the channel.
  var ownPlaces: [Participant] { participants(of: TransportRules.channel).filter { $0.id == String(TransportRules.own) } }
}
