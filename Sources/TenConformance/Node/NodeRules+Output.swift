internal import TenCore

extension NodeRules {
  static let output = [declaresWhatItSends, deterministic]

  static let declaresWhatItSends = ConformanceRule(
    "node.declares-what-it-sends", "it sends nothing that its manifest does not list", maximumSeeds: 4
  ) { subject, seed in
    let outcome = try subject.run(seed) { try await $0.exercise() }
    for connection in outcome.sent where connection.counters.sent > 0 {
      guard let kind = MessageKind(key: connection.kind) else { continue }
      let isListed = [connection.name, "*"].contains { subject.manifest.message(.out, kind, $0) != nil }
      try require(isListed, "it sent \(connection.kind) '\(connection.name)', which its manifest does not list")
    }
  }

  static let deterministic = ConformanceRule(
    "node.deterministic", "with the same seed it sends the same messages at the same times"
  ) { subject, seed in
    let first = try subject.run(seed) { try await $0.exercise() }
    let second = try subject.run(seed) { try await $0.exercise() }
    for (a, b) in zip(first.entries, second.entries) {
      try require(a.text == b.text, "one run sent \(a.text.prefix(300)), the next \(b.text.prefix(300))")
    }
    try require(first.entries.count == second.entries.count, "one run sent \(first.entries.count) messages, the next \(second.entries.count)")
    for (a, b) in zip(first.results, second.results) {
      try require(a.result.text == b.result.text, "one run answered \(a.result.text.prefix(300)), the next \(b.result.text.prefix(300))")
    }
  }
}
