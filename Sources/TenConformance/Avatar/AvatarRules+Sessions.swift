internal import TenCore
internal import TenRuntime
internal import TenTesting

extension AvatarRules {
  static let sessions = [joinsTheStartChannel, endsItsSession, endsItInItsStart]

  static let joinsTheStartChannel = ConformanceRule(
    "avatar.joins-the-start-channel", "the avatar is sent into the channel of the start message, as the avatar's uid of the start message"
  ) { subject, seed in
    let (_, vendor) = try run(subject, seed) { scene, _ in await scene.wait(.seconds(1)) }
    let joins = vendor.sessions.map { "\($0.channel) as \($0.uid)" }
    try require(joins == ["\(channel) as \(uid)"], "told to let the avatar join '\(channel) as \(uid)', it let it join \(joins)")
  }

  static let endsItsSession = ConformanceRule(
    "avatar.ends-its-session", "the vendor's session, which costs money, is ended with ours, also in the middle of speech", maximumSeeds: 8
  ) { subject, seed in
    let (_, vendor) = try run(subject, seed) { scene, _ in
      try await scene.say(.seconds(2), in: try scene.beginTurn(), ends: false)
      await scene.wait(.milliseconds(700))
    }
    try requireEnded(vendor, "after the session's end")
  }

  static let endsItInItsStart = ConformanceRule(
    "avatar.ends-its-session-in-its-start", "a session that is stopped while the vendor's is made leaves none there", maximumSeeds: 8
  ) { subject, seed in
    let whole = try run(subject, seed) { _, _ in }.0
    var choice = SplitMix(state: seed)
    for _ in 0..<6 {
      let step = Int(choice.next() % UInt64(max(1, whole.steps)))
      var options = ConformanceSubject.Options()
      options.stop = .step(step)
      let (_, vendor) = try run(subject, seed, options) { _, _ in }
      try requireEnded(vendor, "stopped at step \(step) of its start")
    }
  }

  static func requireEnded(_ vendor: any AvatarVendor, _ situation: String) throws(RuleBroken) {
    let open = vendor.sessions.count { $0.isOpen }
    try require(open == 0, "\(situation): \(open) of \(vendor.sessions.count) sessions are still open at the vendor")
  }
}
