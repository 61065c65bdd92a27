import TenConformance
import TenTesting

/// A deliberately broken extension, and the one rule that it breaks.
struct BrokenCase: Sendable, CustomStringConvertible {
  let rule: String
  /// What is wrong with it, in words, for the table in docs/conformance.md.
  let defect: String
  let conformance: ExtensionConformance
  /// More than one for a defect that not every run shows.
  let seeds: Range<UInt64>

  init(_ rule: String, _ defect: String, _ conformance: ExtensionConformance, seeds: Range<UInt64> = 0..<1) {
    self.seeds = seeds
    self.rule = rule
    self.defect = defect
    self.conformance = conformance
  }

  var description: String { rule }

  static let all: [BrokenCase] = node + stt + tts + llm + transport + avatar
}
