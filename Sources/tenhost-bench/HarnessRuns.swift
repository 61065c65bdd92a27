internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P15: how long one run of an extension's test bench takes: a world is made, a session runs, a message goes in and comes out, and everything is audited.
enum HarnessRuns {
  static func measure() throws {
    let harness = ExtensionHarness(Passer.self)
    var times: [Double] = []
    for round in 0..<3_000 {
      let begin = now()
      try harness.run { trial in
        try await trial.send(DataMessage("text"))
        try await trial.expect(.data("text"))
      }
      if round >= 500 { times.append(now() - begin) }
    }
    _ = Report("P15", "one run of a test harness, from nothing to the audit: p50", percentile(times, 0.5) / 1e3, "us")
    _ = Report("P15", "one run of a test harness, from nothing to the audit: p99", percentile(times, 0.99) / 1e3, "us")
  }
}

private actor Passer: Extension {
  static let manifest = Manifest(name: "passer")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ data: DataMessage) async throws { try await context.send(data) }
}
