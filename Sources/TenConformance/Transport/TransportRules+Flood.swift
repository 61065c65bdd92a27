internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let flood = ConformanceRule(
    "transport.bears-a-flood", "of a flood from the channel it keeps a bounded part while its neighbours take nothing, and hears afterwards",
    maximumSeeds: 2
  ) { subject, seed in
    var options = ConformanceSubject.Options()
    options.manner = .slow(.seconds(3_600))
    options.hasSmallInboxes = true
    let (outcome, _) = try run(subject, seed, options) { scene, hub in
      let users = [try await hub.enter(channel, .rtc(user)), try await hub.enter(channel, .rtm(String(user)))]
      for number in 0..<Flood.count {
        for user in users { try say("flood", user, scene) }
        if number % 50 == 0 { await scene.wait(.milliseconds(1)) }
      }
      await scene.wait(.milliseconds(200))
      scene.setManner(.prompt)
      await scene.wait(.seconds(5))
      for name in passedOn(scene) {
        let count = scene.entries.count { $0.name == name }
        try require(count <= Flood.mostHeld, "of \(Flood.count) '\(name)' that came while nobody took them, it kept \(count)")
      }
      scene.stage.change { $0.entries = [] }
      for user in users { try say("afterwards", user, scene) }
      await scene.wait(.milliseconds(500))
      for name in passedOn(scene) { try require(scene.entries.contains { $0.name == name }, "after a flood no '\(name)' came any more") }
    }
    try outcome.requireAlive("after a flood from the channel")
    try outcome.requireCleanEnd("after a flood from the channel")
  }

  /// What comes of `say`.
  private static func passedOn(_ scene: ConformanceScene) -> [String] {
    let names: [(TransportMedia, String)] = [(.audio, "pcm_frame"), (.data, "data"), (.messages, "rtm_message_event")]
    return names.filter { scene.carries($0.0) }.map(\.1)
  }

  private static func say(_ text: String, _ user: HubParticipant, _ scene: ConformanceScene) throws {
    let bytes = Payload(Array(text.utf8))
    guard user.participant.kind == .rtc else {
      if scene.carries(.messages) { try user.connection.send(message: bytes, customType: "") }
      return
    }
    if scene.carries(.data) { try user.connection.send(data: bytes) }
    if scene.carries(.audio) { user.connection.publish(ChannelAudio(sampleRate: 16_000, timestamp: 0, payload: silence)) }
  }

  private static let silence = ExtensionConformance.bytes([Int16](repeating: 0, count: 320))
}
