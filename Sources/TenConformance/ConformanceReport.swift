/// What came of each rule.
public struct ConformanceReport: Sendable {
  public enum Outcome: Sendable, Hashable {
    /// With how many seeds.
    case passed(seeds: Int)
    case broken(String, seed: UInt64)
    /// With the reason.
    case notApplicable(String)
    /// The author has excepted it; with the author's reason.
    case excepted(because: String)
  }

  public struct Line: Sendable, Hashable {
    public let id: String
    public let summary: String
    public let outcome: Outcome
  }

  public let `extension`: String
  public let role: ConformanceRole
  public let lines: [Line]

  public var broken: [Line] { lines.filter { if case .broken = $0.outcome { true } else { false } } }
  /// The ids of the broken rules, in the order of the suite.
  public var brokenRules: [String] { broken.map(\.id) }

  public subscript(id: String) -> Outcome? { lines.first { $0.id == id }?.outcome }
}

extension ConformanceReport: CustomStringConvertible {
  public var description: String {
    "\(self.extension) as \(role.rawValue): \(lines.count) rules, \(broken.count) broken\n" + lines.map { "  \($0)" }.joined(separator: "\n")
  }
}

extension ConformanceReport.Line: CustomStringConvertible {
  public var description: String {
    switch outcome {
    case .passed(let seeds): "passed    \(id) (\(seeds) seeds)"
    case .broken(let seen, let seed): "BROKEN    \(id): \(seen) (seed \(seed)); the rule: \(summary)"
    case .notApplicable(let why): "no matter \(id): \(why)"
    case .excepted(let why): "excepted  \(id): \(why)"
    }
  }
}

/// The rules that an extension broke, each with what was seen and the seed that shows it again.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
  public let report: ConformanceReport

  public var description: String {
    "the extension '\(report.extension)' breaks \(report.broken.count) of \(report.lines.count) rules of the role \(report.role.rawValue):\n"
      + report.broken.map { "  \($0)" }.joined(separator: "\n")
  }
}
