import TenTesting

/// A deliberately broken extension, and the one rule that it breaks.
struct BrokenCase: Sendable, CustomStringConvertible {
  let rule: String
  /// What is wrong with it, in words, for the table in docs/conformance.md.
  let defect: String
  let conformance: ExtensionConformance

  init(_ rule: String, _ defect: String, _ conformance: ExtensionConformance) {
    self.rule = rule
    self.defect = defect
    self.conformance = conformance
  }

  var description: String { rule }

  static let all: [BrokenCase] = node + stt + tts + llm + transport + avatar
}
