internal import TenCore
internal import TenRuntime
internal import TenTesting

extension AvatarRules {
  static let failing = [keepsTheKey, refusalIsTold, neverReadyIsTold, closedIsTold, silentIsLeft, refusedAudioIsLeft, goesOnAfterABreak]

  static let keepsTheKey = ConformanceRule(
    "avatar.keeps-the-key", "no secret shows in the log, in an error or in a message when the vendor refuses it", maximumSeeds: 3
  ) { subject, seed in
    let secrets = Canaries(subject.conformance).given.all
    if secrets.isEmpty { throw RuleDoesNotApply("the suite was given no value of 8 bytes or more for a property that its manifest calls secret") }
    var options = ConformanceSubject.Options()
    options.mayFail = true
    let (outcome, _) = try run(subject, seed, options, .refuses) { scene, _ in await scene.wait(.seconds(20)) }
    let shown = outcome.logged + outcome.entries.map(\.text) + [outcome.record.reason.detail, outcome.node?.lastError ?? ""]
    for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      for text in shown { try require(!text.contains(secret), "the secret '\(name)' shows in '\(text.prefix(200))'") }
    }
  }

  static let refusalIsTold = ConformanceRule(
    "avatar.refusal-is-told", "a vendor that makes no session is told as data error, and the node is out within a minute", maximumSeeds: 3
  ) { subject, seed in try requireLeft(subject, seed, .refuses) }

  static let neverReadyIsTold = ConformanceRule(
    "avatar.never-ready-is-told", "a vendor whose session never becomes ready is told as data error, and the node is out within a minute",
    maximumSeeds: 3
  ) { subject, seed in try requireLeft(subject, seed, .neverReady) }

  static let closedIsTold = ConformanceRule(
    "avatar.closed-is-told", "a vendor that closes every connection is told as data error, and the node is out within a minute", maximumSeeds: 3
  ) { subject, seed in try requireLeft(subject, seed, .closes) }

  static let silentIsLeft = ConformanceRule(
    "avatar.silent-is-left", "a vendor that takes audio and speaks none of it is told as data error, and the node is out within a minute",
    maximumSeeds: 3
  ) { subject, seed in try requireLeft(subject, seed, .silent) }

  static let refusedAudioIsLeft = ConformanceRule(
    "avatar.refused-audio-is-left", "a vendor that answers audio with errors is told as data error, and the node is out within a minute",
    maximumSeeds: 3
  ) { subject, seed in try requireLeft(subject, seed, .refusesAudio) }

  /// The vendor works until the session is ready, where it can, and never again.
  private static func requireLeft(_ subject: ConformanceSubject, _ seed: UInt64, _ conduct: AvatarConduct) throws {
    var options = ConformanceSubject.Options()
    options.mayFail = true
    let inMidCall = conduct == .silent || conduct == .refusesAudio
    let (outcome, vendor) = try run(subject, seed, options, inMidCall ? .works : conduct) { scene, vendor in
      vendor.behave(conduct)
      for number in 0..<Int(slowest / .seconds(5)) {
        guard (try? await scene.say(.seconds(2), request: "r\(number)", in: try scene.beginTurn())) != nil else { break }
        await scene.wait(.seconds(5))
      }
    }
    let isOut = outcome.node?.phase == .out || outcome.record.reason.isFailure
    try require(isOut, "\(slowest.components.seconds) s with \(words(conduct)): the node is not out, so nothing stands in for it")
    let errors = outcome.entries.compactMap(\.data).filter { $0.name.text == "error" }
    try require(!errors.isEmpty || outcome.record.reason.code == .startFailed, "\(words(conduct)): no data 'error' was sent")
    for error in errors {
      try require(
        error["module"]?.string == "avatar", "\(words(conduct)): the 'module' of an error is \(error["module"]?.string ?? "missing"), not 'avatar'")
      try require(error["message"]?.string?.isEmpty == false, "\(words(conduct)): an error has no 'message'")
    }
    try requireEnded(vendor, words(conduct))
  }

  private static func words(_ conduct: AvatarConduct) -> String {
    switch conduct {
    case .works: "a vendor that works"
    case .refuses: "a vendor that makes no session"
    case .neverReady: "a vendor whose session never becomes ready"
    case .silent: "a vendor that speaks nothing"
    case .refusesAudio: "a vendor that answers audio with errors"
    case .closes: "a vendor that closes every connection"
    }
  }

  static let goesOnAfterABreak = ConformanceRule(
    "avatar.goes-on-after-a-break", "after one broken connection there is a new session within 15 s, one alone, and it speaks", maximumSeeds: 3
  ) { subject, seed in
    let (outcome, vendor) = try run(subject, seed) { scene, vendor in
      vendor.breakOff()
      await scene.wait(.seconds(15))
      let open = vendor.sessions.count { $0.isOpen }
      try require(open == 1, "15 s after a broken connection \(open) sessions are open at the vendor")
      let before = vendor.seconds
      try await scene.say(.seconds(1), in: try scene.beginTurn())
      await scene.wait(.seconds(4))
      try require(vendor.seconds - before > 0.95, "of 1 s of speech after a broken connection \(vendor.seconds - before) s reached the vendor")
    }
    try outcome.requireAlive("after one broken connection")
    try requireEnded(vendor, "after a broken connection and the session's end")
  }
}
