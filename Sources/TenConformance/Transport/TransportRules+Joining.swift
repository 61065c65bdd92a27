internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let joining = [joinsTheStartChannel, refusedJoin, keepsTheToken]

  static let joinsTheStartChannel = ConformanceRule(
    "transport.joins-the-start-channel", "it joins the channel of its start message, as the uid of its start message, and no other"
  ) { subject, seed in
    let (_, hub) = try run(subject, seed) { scene, _ in await scene.wait(.seconds(1)) }
    let joins = hub.requests.map { "\($0.channel) as \($0.participant.id)" }
    // As a media participant and as one who writes.
    try require(Set(joins) == ["\(channel) as \(own)"] && joins.count <= 2, "told to join '\(channel) as \(own)', it joined \(joins)")
  }

  static let refusedJoin = ConformanceRule(
    "transport.refused-join", "a join that is refused refuses the session, with the channel and the reason in what is said"
  ) { subject, seed in
    let record = try refused(subject, seed).record
    try require(record.reason.code == .startFailed, "after a refused join the session's end is '\(record.reason.code.rawValue)', not 'start_failed'")
    for word in [channel, "quarantine"] {
      try require(record.reason.detail.contains(word), "what is said of a refused join does not contain '\(word)': \(record.reason.detail)")
    }
  }

  static let keepsTheToken = ConformanceRule("transport.keeps-the-token", "the token does not show when the join is refused") { subject, seed in
    let outcome = try refused(subject, seed)
    let shown = outcome.logged + outcome.entries.map(\.text) + [outcome.record.reason.detail]
    for text in shown { try require(!text.contains(token), "the token shows in '\(text.prefix(200))'") }
  }

  private static func refused(_ subject: ConformanceSubject, _ seed: UInt64) throws -> ConformanceSubject.Outcome {
    var options = ConformanceSubject.Options()
    options.mayFail = true
    return try run(subject, seed, options) { hub in
      hub.refusal = ChannelError(.badToken, attempted: "joining the channel '\(channel)'", reason: "the room is in quarantine")
    } _: { scene, _ in
      await scene.wait(.seconds(1))
    }.0
  }
}
