internal import TenAudio
internal import TenRuntime

/// The node's properties, checked.
struct SttSettings: Sendable {
  enum Grammar: Sendable, Hashable {
    /// The general language model.
    case none
    case text(String)
    case file(String)
    case keyphrases(String)
  }

  let model: String
  let language: String
  let grammar: Grammar
  let silence: Int
  let interval: Duration
  let longest: Int

  /// - Throws: for a value that cannot be used.
  init(_ properties: NodeProperties) throws {
    model = try properties.string("model")
    language = try properties.string("language")
    silence = try Self.number("silence_ms", properties, 100...5_000)
    interval = .milliseconds(try Self.number("interim_ms", properties, 0...10_000))
    longest = try Self.number("max_utterance_ms", properties, 1_000...120_000)
    let grammar = try properties.string("grammar")
    self.grammar =
      switch grammar {
      case "": .none
      case _ where grammar.hasPrefix("#JSGF"): .text(grammar)
      case _ where grammar.hasSuffix(".kws"): .keyphrases(grammar)
      default: .file(grammar)
      }
  }

  private static func number(_ name: String, _ properties: NodeProperties, _ range: ClosedRange<Int>) throws -> Int {
    let value = try properties.int(name)
    guard range.contains(value) else {
      throw AudioError("recognise speech", "the property '\(name)' is \(value)", advice: "use \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
