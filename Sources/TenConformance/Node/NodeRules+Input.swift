internal import TenCore
internal import TenRuntime
internal import TenTesting

extension NodeRules {
  static let input = [malformed, answersEachCommand, takesWhatItDeclares]

  static let malformed = ConformanceRule(
    "node.malformed-messages", "no message, however wrong, ends the session, puts the node out or keeps it from working", maximumSeeds: 2
  ) { subject, seed in
    let outcome = try subject.run(seed) { scene in
      try await scene.sendMalformed()
      try await scene.exercise()
    }
    try outcome.requireAlive("after malformed messages")
    try outcome.requireCleanEnd("after malformed messages")
  }

  static let answersEachCommand = ConformanceRule(
    "node.answers-each-command", "every command, malformed ones too, gets exactly one final result from the node, within a minute", maximumSeeds: 2
  ) { subject, seed in
    guard subject.conformance.inputs.contains(where: { $0.kind == .command }) else { throw RuleDoesNotApply("it takes no commands") }
    let outcome = try subject.run(seed) { scene in
      try await scene.exercise()
      // A node that is out answers nothing; that is the business of node.malformed-messages.
      if seed > 0 { try? await scene.sendMalformed() }
      await scene.wait(atMost: .seconds(61)) { $0.isAnswered }
      // An answer too many may come late.
      await scene.wait(.seconds(1))
    }
    for (name, result) in outcome.results {
      try require(![.unanswered, .timeout].contains(result.status), "the command '\(name)' ended with '\(result.status)': \(result.detail)")
    }
    for connection in outcome.taken {
      let late = connection.results?[.lateResult] ?? 0
      try require(late == 0, "the command '\(connection.name)' was answered \(late) times more than it was sent")
    }
  }

  static let takesWhatItDeclares = ConformanceRule(
    "node.takes-what-it-declares", "it has a handler for every message that its manifest lists", maximumSeeds: 2
  ) { subject, seed in
    try requireInputs(subject)
    let outcome = try subject.run(seed) { scene in
      try await sendAll(scene)
      await scene.wait(atMost: .seconds(61)) { $0.isAnswered }
    }
    for connection in outcome.taken {
      try require(connection.counters[.unhandled] == 0, "\(connection.kind) '\(connection.name)' was 'unhandled'")
    }
    for (name, result) in outcome.results { try require(result.status != .unhandled, "the command '\(name)' was 'unhandled'") }
  }

  private static func sendAll(_ scene: ConformanceScene) async throws {
    let turn = try scene.beginTurn()
    for spec in scene.conformance.inputs { try await scene.sendSample(spec, in: turn) }
    await scene.wait(.seconds(1))
  }
}
