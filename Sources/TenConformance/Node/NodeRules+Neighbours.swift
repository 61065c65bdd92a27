internal import TenCore
internal import TenRuntime
internal import TenTesting

extension NodeRules {
  static let neighbours = [lostResults, lateResults, slowConsumer, keepsNothing]

  static let lostResults = ConformanceRule(
    "node.lost-results", "a node lives on, and works again, when its neighbours do not answer its commands", maximumSeeds: 4
  ) { subject, seed in try checkResults(.silent, "its neighbours did not answer for 5 s", subject, seed) }

  static let lateResults = ConformanceRule(
    "node.late-results", "a node lives on, and works again, when its neighbours take two seconds for each answer", maximumSeeds: 4
  ) { subject, seed in try checkResults(.late(.seconds(2)), "its neighbours took 2 s for each answer", subject, seed) }

  private static func checkResults(_ manner: ConformanceStage.Manner, _ situation: String, _ subject: ConformanceSubject, _ seed: UInt64) throws {
    var options = ConformanceSubject.Options()
    options.manner = manner
    options.commandTimeout = 5_000
    let outcome = try subject.run(seed, options) { scene in
      try await scene.exercise()
      await scene.wait(.seconds(10))
      scene.setManner(.prompt)
      try await scene.exercise()
    }
    try requireCommands(outcome)
    try outcome.requireAlive(situation)
    try outcome.requireCleanEnd(situation)
  }

  static let slowConsumer = ConformanceRule(
    "node.slow-consumer", "when its neighbours take nothing, a node lets its senders wait or drops: what it keeps is bounded", maximumSeeds: 1
  ) { subject, seed in
    try requireInputs(subject)
    for spec in subject.conformance.inputs {
      let count = LiveCount()
      var options = ConformanceSubject.Options()
      options.manner = .slow(.seconds(3_600))
      options.hasSmallInboxes = true
      options.keepsEntries = false
      let outcome = try subject.run(seed, options) { scene in
        for number in 0..<Flood.count {
          guard try scene.sendTracked(spec, number, count) else { break }
          if number % 50 == 0 { await scene.wait(.milliseconds(1)) }
        }
        await scene.wait(.milliseconds(200))
        let live = count.live
        try require(live <= Flood.mostHeld, "of \(Flood.count) messages '\(spec.name)' that it was sent while nobody took its own, it keeps \(live)")
        scene.setManner(.prompt)
        await scene.wait(.seconds(2))
      }
      try outcome.requireAlive("after its neighbours took nothing for a while")
      try outcome.requireCleanEnd("after its neighbours took nothing for a while")
    }
  }

  static let keepsNothing = ConformanceRule(
    "node.keeps-nothing", "after the end of its session nothing of its messages is kept", maximumSeeds: 2
  ) { subject, seed in
    try requireInputs(subject)
    let count = LiveCount()
    var options = ConformanceSubject.Options()
    options.keepsEntries = false
    _ = try subject.run(seed, options) { scene in
      for number in 0..<10 {
        for spec in subject.conformance.inputs { _ = try scene.sendTracked(spec, number, count) }
        await scene.wait(.milliseconds(20))
      }
    }
    try require(count.live == 0, "after the session's end \(count.live) of the messages that it took are still kept")
  }

  static func requireInputs(_ subject: ConformanceSubject) throws(RuleDoesNotApply) {
    if subject.conformance.inputs.isEmpty { throw RuleDoesNotApply("it takes no messages") }
  }
}

/// How many messages of a run are alive.
final class LiveCount: Sendable {
  private let count = Locked(0)
  var live: Int { count.withLock { $0 } }
  fileprivate func add(_ change: Int) { count.withLock { $0 += change } }
}

/// Lives as long as the message that carries it.
private final class Tracker: Sendable {
  private let count: LiveCount

  init(_ count: LiveCount) {
    self.count = count
    count.add(1)
  }

  deinit { count.add(-1) }
}

extension ConformanceScene {
  /// Sends a valid message that is counted as long as it is kept, without waiting.
  /// - Returns: false when the node lets its sender wait.
  fileprivate func sendTracked(_ spec: MessageSpec, _ number: Int, _ count: LiveCount) throws -> Bool {
    let name = ExtensionConformance.messageName(spec.name)
    var properties = conformance.sample(spec)
    if properties["request_id"] != nil { properties["request_id"] = .string("tracked-\(number)") }
    properties["conformance_tracker"] = .reference(.init(Tracker(count)))
    switch spec.kind {
    case .command: return try post(Command(name, properties)).isAccepted
    case .data: return try post(DataMessage(name, properties)).isAccepted
    case .audio: return try send(ExtensionConformance.audio(spec.name, properties)) != .rejected(.full)
    case .video: return try send(ExtensionConformance.video(spec.name, properties)) != .rejected(.full)
    }
  }
}

extension SendError {
  fileprivate static let full = SendError(.full, "")
}
