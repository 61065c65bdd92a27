internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let hearing = [joinedOnce, leftOnce, origin, avatarIsNotHeard, doesNotHearItself]

  static let joinedOnce = ConformanceRule(
    "transport.joined-once", "each user who comes, or was there before, is told once as on_user_joined, with channel and remote_user_id as texts"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      _ = try await hub.enter(channel, .rtc(user))
      await scene.wait(.seconds(1))
      try require(told("on_user_joined", scene, user), "of user \(user), who came, was told: \(toldOf("on_user_joined", scene))")
    }
  }

  static let leftOnce = ConformanceRule(
    "transport.left-once", "each user who goes is told once as on_user_left, with channel and remote_user_id as texts"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      let place = try await hub.enter(channel, .rtc(user))
      await scene.wait(.milliseconds(500))
      try require(!scene.entries.contains { $0.name == "on_user_left" }, "a user who has only come was told as on_user_left")
      await place.connection.leave()
      await scene.wait(.seconds(1))
      try require(told("on_user_left", scene, user), "of user \(user), who went, was told: \(toldOf("on_user_left", scene))")
    }
  }

  private static func toldOf(_ name: String, _ scene: ConformanceScene) -> String {
    let all = scene.commands.filter { $0.name.text == name }.map {
      "\($0.properties.map { "\($0.key) \($0.value.kindName) \($0.value.string ?? "")" })"
    }
    return all.isEmpty ? "nothing" : all.joined(separator: "; ")
  }

  private static func told(_ name: String, _ scene: ConformanceScene, _ user: UInt32) -> Bool {
    let all = scene.commands.filter { $0.name.text == name }
    return all.count == 1 && all[0]["channel"]?.string == channel && all[0]["remote_user_id"]?.string == String(user)
  }

  static let origin = ConformanceRule(
    "transport.frames-carry-origin", "each frame of a user carries the integer stream_id of its speaker and the text channel, and belongs to no turn"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      let place = try await hub.enter(channel, .rtc(user))
      try await speak(place, scene)
      try require(!scene.audio.isEmpty, "user \(user) spoke, and no pcm_frame came")
      for frame in scene.audio {
        try require(
          frame["stream_id"]?.int == Int(user), "a frame of user \(user) has the stream_id \(frame["stream_id"].map { "\($0)" } ?? "missing")")
        try require(frame["channel"]?.string == channel, "a frame has the channel \(frame["channel"].map { "\($0)" } ?? "missing")")
        try require(frame.turn.isNone, "a user's frame belongs to \(frame.turn)")
      }
    }
  }

  static let avatarIsNotHeard = ConformanceRule(
    "transport.avatar-is-not-heard", "what the avatar says is not heard as a user's speech"
  ) { subject, seed in
    try requires(.audio, subject, "audio")
    try run(subject, seed) { scene, hub in
      let place = try await hub.enter(channel, .rtc(avatar))
      try await speak(place, scene)
      try require(scene.audio.isEmpty, "\(scene.audio.count) frames came of the avatar's speech")
    }
  }

  static let doesNotHearItself = ConformanceRule(
    "transport.does-not-hear-itself", "in a channel that sends everyone's own back, neither its speech nor its packets are taken for a user's"
  ) { subject, seed in
    guard !subject.conformance.hooks.media.isDisjoint(with: [.audio, .data]) else { throw RuleDoesNotApply("it carries neither audio nor data") }
    let (outcome, _) = try run(subject, seed, prepare: { $0.echoes = true }) { scene, hub in
      if scene.carries(.audio) { for frame in speech(20) { try scene.send(frame) } }
      if scene.carries(.data) { try await scene.send(DataMessage("data", sample("data") ?? Properties())) }
      await scene.wait(.seconds(1))
      try require(!hub.published.isEmpty, "of 400 ms of speech or of a packet it published nothing")
      try require(scene.audio.isEmpty, "\(scene.audio.count) frames came of its own speech")
      try require(scene.data("data").isEmpty, "\(scene.data("data").count) packets came of its own")
    }
    try outcome.requireAlive("in a channel that sends its own back")
  }

  private static func speak(_ place: HubParticipant, _ scene: ConformanceScene) async throws {
    for number in 0..<10 {
      place.connection.publish(
        ChannelAudio(sampleRate: 16_000, timestamp: Int64(number) * 20, payload: ExtensionConformance.bytes([Int16](repeating: 300, count: 320))))
      await scene.wait(.milliseconds(20))
    }
    await scene.wait(.milliseconds(200))
  }
}
