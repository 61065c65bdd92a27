internal import TenCore
internal import TenTesting

extension NodeRules {
  static let starting = [startProperties]

  static let startProperties = ConformanceRule(
    "node.names-what-is-missing",
    "without a start property, or a property that the graph must set, it works or refuses the session by the property's name",
    maximumSeeds: 2
  ) { subject, seed in
    let conformance = subject.conformance
    let starts = subject.manifest.start.properties.map { $0.schema.from ?? $0.name }
    let properties = conformance.properties.keys.filter { conformance.defaults[$0] == nil }
    if starts.isEmpty, properties.isEmpty { throw RuleDoesNotApply("it needs neither start properties nor properties") }
    for name in starts {
      var options = ConformanceSubject.Options()
      var start = conformance.start
      start[name] = nil
      options.start = start
      let own = subject.manifest.start.properties.first { ($0.schema.from ?? $0.name) == name }?.name ?? name
      try requireNamed([name, own], subject, seed, options)
    }
    for name in properties {
      var options = ConformanceSubject.Options()
      options.removedProperty = name
      try requireNamed([name], subject, seed, options)
    }
  }

  /// Throws unless the session runs, or is refused with one of the names in what is said.
  private static func requireNamed(
    _ names: [String], _ subject: ConformanceSubject, _ seed: UInt64, _ options: ConformanceSubject.Options
  ) throws {
    var options = options
    options.mayFail = true
    var said: String
    do {
      let outcome = try subject.run(seed, options) { await $0.wait(.seconds(1)) }
      if outcome.record.reason.code == .stopped, outcome.node?.phase != .out { return }
      said = outcome.record.reason.detail + " " + (outcome.node?.lastError ?? "")
    } catch let diagnostics as Diagnostics {
      said = "\(diagnostics)"
    }
    let isNamed = names.contains { said.contains("'\($0)'") || said.contains("\"\($0)\"") || said.contains(".\($0)") }
    try require(isNamed, "without '\(names[0])' it refuses with words that do not name it: \(said)")
  }
}
