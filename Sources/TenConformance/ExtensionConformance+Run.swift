internal import Glibc
internal import TenCore

extension ExtensionConformance {
  /// Tries every rule with every seed, up to the first seed that breaks it.
  /// - `only`: the ids of the rules to try; nil tries all.
  /// - `seeds`: with `TENHOST_CONFORMANCE_SEEDS=N` in the environment, the seeds 0..<N are tried instead.
  /// - Throws: `ConformanceFailure` when rules are broken.
  @discardableResult
  public func run(seeds: Range<UInt64> = 0..<20, only: Set<String>? = nil) throws(ConformanceFailure) -> ConformanceReport {
    let report = report(seeds: Self.wanted ?? seeds, only: only)
    guard report.broken.isEmpty else { throw ConformanceFailure(report: report) }
    return report
  }

  private static let wanted: Range<UInt64>? = getenv("TENHOST_CONFORMANCE_SEEDS").flatMap { UInt64(String(cString: $0)) }.map { 0..<$0 }

  /// As `run`, without throwing, and with `seeds` whatever the environment says.
  public func report(seeds: Range<UInt64> = 0..<20, only: Set<String>? = nil) -> ConformanceReport {
    let subject = ConformanceSubject(self)
    let rules = role.rules.filter { only?.contains($0.id) ?? true }
    let unknown = exceptions.keys.sorted().filter { id in !role.rules.contains { $0.id == id } }
    let lines = rules.map { ConformanceReport.Line(id: $0.id, summary: $0.summary, outcome: outcome($0, subject, seeds)) }
    return ConformanceReport(extension: manifest.name, role: role, lines: lines + unknown.map(misnamed))
  }

  private func outcome(_ rule: ConformanceRule, _ subject: ConformanceSubject, _ seeds: Range<UInt64>) -> ConformanceReport.Outcome {
    if let reason = exceptions[rule.id] { return .excepted(because: reason) }
    for seed in seeds.prefix(rule.maximumSeeds) {
      do {
        try rule.check(subject, seed)
      } catch let reason as RuleDoesNotApply {
        return .notApplicable(reason.description)
      } catch {
        return .broken("\(error)", seed: seed)
      }
    }
    return .passed(seeds: min(seeds.count, rule.maximumSeeds))
  }

  private func misnamed(_ id: String) -> ConformanceReport.Line {
    .init(id: id, summary: "an exception names a rule", outcome: .broken("there is no such rule for the role \(role.rawValue)", seed: 0))
  }
}
